# SPDX-License-Identifier: Apache-2.0
"""Opens an envelope by docs/on-disk-format.md alone: open_envelope.py KEK_HEX ENVELOPE_HEX."""
import hmac
import struct
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.kbkdf import CounterLocation, KBKDFHMAC, Mode
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap_with_padding

NAMES = ("diskId", "capacity", "dataUnit", "cipher", "dekId", "dekGeneration", "envelopeGeneration",
         "providerId", "keyId", "created", "salt", "commitment", "wrappedDek", "tag")
NUMBERS = {"capacity": 8, "dataUnit": 4, "cipher": 2, "dekGeneration": 8, "envelopeGeneration": 8, "created": 8}


def refuse(why):
    sys.exit("refused: " + why)


def parse(data):
    magic, version, suite = struct.unpack_from(">4sHH", data)
    if (magic, version) != (b"SKEV", 1) or suite not in (1, 2, 3):
        refuse("not an envelope of version 1, suite 1 to 3")
    position, fields, starts = 8, {}, {}
    for name in NAMES if suite == 2 else NAMES[:-1]:
        (length,) = struct.unpack_from(">H", data, position)
        starts[name] = position + 2
        fields[name] = data[position + 2:position + 2 + length]
        if len(fields[name]) != NUMBERS.get(name, len(fields[name])):
            refuse("wrong width of " + name)
        position += 2 + length
    if position != len(data):
        refuse("bytes behind the end")
    return suite, fields, starts


def open_suite1(kek, data, fields, starts):
    keys = HKDF(hashes.SHA512(), 64, fields["salt"], b"sectorkeep/envelope/v1/suite1").derive(kek)
    if not hmac.compare_digest(keys[32:], fields["commitment"]):
        refuse("wrong commitment")
    try:
        return AESGCM(keys[:32]).decrypt(bytes(12), fields["wrappedDek"], data[:starts["wrappedDek"]])
    except InvalidTag:
        refuse("wrong GCM tag")


def open_suite2(kek, data, fields, starts):
    keys = KBKDFHMAC(hashes.SHA384(), Mode.CounterMode, 80, 4, 4, CounterLocation.BeforeFixed,
                     b"sectorkeep/envelope/v1/suite2", fields["salt"], None).derive(kek)
    if not hmac.compare_digest(hmac.digest(keys[32:], data[:starts["tag"]], "sha384"), fields["tag"]):
        refuse("wrong tag")
    try:
        return aes_key_unwrap_with_padding(keys[:32], fields["wrappedDek"])
    except InvalidUnwrap:
        refuse("wrong key wrap")


def open_suite3(kek, data, fields, starts):
    wrapped = fields["wrappedDek"]
    if fields["salt"] or fields["commitment"]:
        refuse("salt or commitment in suite 3")
    try:
        return AESGCM(kek).decrypt(wrapped[:12], wrapped[12:], data[:starts["wrappedDek"]])
    except InvalidTag:
        refuse("wrong GCM tag")


def main():
    kek, data = bytes.fromhex(sys.argv[1]), bytes.fromhex(sys.argv[2])
    suite, fields, starts = parse(data)
    dek = {1: open_suite1, 2: open_suite2, 3: open_suite3}[suite](kek, data, fields, starts)
    if hmac.digest(dek, b"sectorkeep/dek-id/v1", "sha512")[:16] != fields["dekId"]:
        refuse("another DEK than the one named")
    print("suite", suite)
    for name in NAMES[:NAMES.index("salt")]:
        value = fields[name]
        print(name, int.from_bytes(value, "big") if name in NUMBERS
              else value.decode() if name in ("providerId", "keyId") else value.hex())
    print("dek", dek.hex())


main()
