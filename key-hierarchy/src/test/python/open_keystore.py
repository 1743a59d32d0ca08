# SPDX-License-Identifier: Apache-2.0
"""Opens a local key store by docs/on-disk-format.md alone: open_keystore.py UNLOCKING_KEY_HEX STORE_HEX."""
import hmac
import struct
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def hkdf(key, salt, info, length):
    return HKDF(hashes.SHA512(), length, salt, info).derive(key)


def field(data, position):
    (length,) = struct.unpack_from(">H", data, position)
    end = position + 2 + length
    if end > len(data):
        sys.exit("refused: too short")
    return data[position + 2:end], end


def main():
    unlocking_key, data = bytes.fromhex(sys.argv[1]), bytes.fromhex(sys.argv[2])
    magic, version, protection = struct.unpack_from(">4sHH", data)
    if (magic, version) != (b"SKLS", 1) or protection not in (1, 2):
        sys.exit("refused: not a key store of version 1")
    store_id, position = field(data, 8)
    parameters, position = field(data, position)
    if protection == 1 and len(parameters) != 28:
        sys.exit("refused: wrong parameters")
    salt, position = field(data, position)
    commitment, position = field(data, position)
    before_sealed = data[:position + 2]
    sealed, position = field(data, position)

    keys = hkdf(unlocking_key, salt, b"sectorkeep/local-store/v1/protect", 64)
    if not hmac.compare_digest(keys[32:], commitment):
        sys.exit("refused: wrong commitment")
    derivation_key = AESGCM(keys[:32]).decrypt(bytes(12), sealed, before_sealed)
    print("storeId", store_id.hex())
    print("derivationKey", derivation_key.hex())

    (count,) = struct.unpack_from(">I", data, position)
    position += 4
    for _ in range(count):
        key_id, position = field(data, position)
        state, position = field(data, position)
        created, position = field(data, position)
        kek = hkdf(derivation_key, store_id, b"sectorkeep/local-store/v1/kek\0" + key_id, 32)
        print("key", key_id.decode(), int.from_bytes(state, "big"), int.from_bytes(created, "big"), kek.hex())

    authenticated = data[:position + 2]
    tag, position = field(data, position)
    mac_key = hkdf(derivation_key, store_id, b"sectorkeep/local-store/v1/mac", 48)
    if position != len(data) or not hmac.compare_digest(hmac.digest(mac_key, authenticated, "sha384"), tag):
        sys.exit("refused: the store was changed")


main()
