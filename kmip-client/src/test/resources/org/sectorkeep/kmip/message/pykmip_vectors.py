# SPDX-License-Identifier: Apache-2.0
"""Prints what PyKMIP encodes: a name and hex a line."""
from kmip.core import attributes, enums, objects, primitives, utils
from kmip.core.messages import payloads


def show(name, value, version=enums.KMIPVersion.KMIP_1_4):
    stream = utils.BytearrayStream()
    value.write(stream, kmip_version=version)
    print(name, stream.buffer.hex())


GCM = attributes.CryptographicParameters(
    block_cipher_mode=enums.BlockCipherMode.GCM,
    cryptographic_algorithm=enums.CryptographicAlgorithm.AES,
    tag_length=16,
)
show("long", primitives.LongInteger(-1234567890123456789))
show("big", primitives.BigInteger(1234567890000000000000000000))
show("big-negative", primitives.BigInteger(-(1 << 70)))
show("big-negative-of-64-bits", primitives.BigInteger(-(1 << 63)))
show("big-of-64-bits", primitives.BigInteger(1 << 63))
show("encrypt-request", payloads.EncryptRequestPayload("7", GCM, b"plain", b"0123456789ab", b"more"))
show("encrypt-response", payloads.EncryptResponsePayload("7", b"cipher", b"0123456789ab", b"0123456789abcdef"))
show("decrypt-request", payloads.DecryptRequestPayload("7", GCM, b"cipher", b"0123456789ab", b"more", b"0123456789abcdef"))
show("decrypt-response", payloads.DecryptResponsePayload("7", b"plain"))
show("cancel-request", payloads.CancelRequestPayload(b"\x01\x02\x03"))
show("cancel-response", payloads.CancelResponsePayload(b"\x01\x02\x03", enums.CancellationResult.UNABLE_TO_CANCEL))
show("get-request", payloads.GetRequestPayload(
    "7",
    key_wrapping_specification=objects.KeyWrappingSpecification(
        wrapping_method=enums.WrappingMethod.ENCRYPT,
        encryption_key_information=objects.EncryptionKeyInformation(
            unique_identifier="8",
            cryptographic_parameters=attributes.CryptographicParameters(
                block_cipher_mode=enums.BlockCipherMode.NIST_KEY_WRAP)),
        encoding_option=enums.EncodingOption.NO_ENCODING)))
show("delete-request-2", payloads.DeleteAttributeRequestPayload(
    "7", attribute_reference=objects.AttributeReference(vendor_identification="x", attribute_name="Product")),
    enums.KMIPVersion.KMIP_2_0)
