# SPDX-License-Identifier: Apache-2.0
"""Verifies an audit log by docs/on-disk-format.md alone: verify_audit_log.py KEYFILE LOG prints its id and last line."""
import hashlib
import hmac
import json
import sys

key = open(sys.argv[1], "rb").read()
print("log", hmac.new(key, b"sectorkeep/audit-log-id/v1", hashlib.sha256).digest()[:16].hex())
before = bytes(32)
for number, line in enumerate(open(sys.argv[2], "rb").read().split(b"\n")[:-1], start=1):
    covered, mac = line[:-74], json.loads(line)["mac"]
    if line[-74:] != b',"mac":"%s"}' % mac.encode():
        sys.exit("line %d has no MAC" % number)
    if json.loads(line)["seq"] != number:
        sys.exit("line %d has another number" % number)
    before = hmac.new(key, before + covered, hashlib.sha256).digest()
    if before.hex() != mac:
        sys.exit("line %d does not verify" % number)
    print("line", number, json.loads(line).get("path"), mac)
