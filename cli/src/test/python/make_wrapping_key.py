# SPDX-License-Identifier: Apache-2.0
"""Makes an active AES-256 key for wrapping with PyKMIP's own client and prints its id: make_wrapping_key.py PORT FOLDER."""
import sys

from kmip.core import enums
from kmip.pie import client


def main():
    port, folder = int(sys.argv[1]), sys.argv[2]
    with client.ProxyKmipClient(hostname="localhost", port=port, cert=folder + "/client.pem",
                                key=folder + "/client.key", ca=folder + "/ca.pem",
                                ssl_version="PROTOCOL_TLSv1_2", config_file="/dev/null") as kms:
        key = kms.create(enums.CryptographicAlgorithm.AES, 256, cryptographic_usage_mask=[
            enums.CryptographicUsageMask.WRAP_KEY, enums.CryptographicUsageMask.UNWRAP_KEY])
        kms.activate(key)
        print(key)


main()
