# SPDX-License-Identifier: Apache-2.0
"""Opens a KMIP provider's file by docs/on-disk-format.md alone: open_kmip_provider.py UNLOCKING_KEY_HEX FILE_HEX."""
import base64
import hmac
import struct
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def open_seal(key, salt, commitment, info, associated, sealed):
    both = HKDF(hashes.SHA512(), 64, salt, info).derive(key)
    if not hmac.compare_digest(both[32:], commitment):
        sys.exit("refused: wrong commitment")
    return AESGCM(both[:32]).decrypt(bytes(12), sealed, associated)


def fields(data, position=0):
    while position < len(data):
        (length,) = struct.unpack_from(">H", data, position)
        yield data[position + 2:position + 2 + length], position + 2
        position += 2 + length


def main():
    unlocking_key, file = bytes.fromhex(sys.argv[1]), bytes.fromhex(sys.argv[2])
    lines = [line.split("=", 1) for line in file.decode().split("\n")[1:-1]]
    values = dict(lines)
    protection = base64.b64decode(values["protection"])
    (_, _), (_, _), (salt, _), (commitment, _), (sealed_key, start) = fields(protection, 8)
    key = open_seal(unlocking_key, salt, commitment, b"sectorkeep/local-store/v1/protect", protection[:start], sealed_key)
    sealed = base64.b64decode(values["secrets"])
    before = file[:file.index(b"\nsecrets=") + len(b"\nsecrets=")]
    secrets = open_seal(key, sealed[:32], sealed[32:64], b"sectorkeep/kmip-provider/v1/secrets", before, sealed[64:])
    for name, value in lines:
        if name == "server":
            print("server", value)
    for name, (value, _) in zip(("password", "clientKey", "newClientKey", "wrappingKey"), fields(secrets)):
        print(name, value.hex())


main()
