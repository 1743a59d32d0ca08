// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** Why an operation failed (KMIP 1.4 section 9.1.3.2.29, KMIP 2.1 section 11). */
public enum ResultReason implements Enumerated<ResultReason> {
    /** Item Not Found. */
    ITEM_NOT_FOUND(0x00000001),
    /** Response Too Large. */
    RESPONSE_TOO_LARGE(0x00000002),
    /** Authentication Not Successful. */
    AUTHENTICATION_NOT_SUCCESSFUL(0x00000003),
    /** Invalid Message. */
    INVALID_MESSAGE(0x00000004),
    /** Operation Not Supported. */
    OPERATION_NOT_SUPPORTED(0x00000005),
    /** Missing Data. */
    MISSING_DATA(0x00000006),
    /** Invalid Field. */
    INVALID_FIELD(0x00000007),
    /** Feature Not Supported. */
    FEATURE_NOT_SUPPORTED(0x00000008),
    /** Operation Canceled By Requester. */
    OPERATION_CANCELED_BY_REQUESTER(0x00000009),
    /** Cryptographic Failure. */
    CRYPTOGRAPHIC_FAILURE(0x0000000A),
    /** Illegal Operation. */
    ILLEGAL_OPERATION(0x0000000B),
    /** Permission Denied. */
    PERMISSION_DENIED(0x0000000C),
    /** Object archived. */
    OBJECT_ARCHIVED(0x0000000D),
    /** Index Out of Bounds. */
    INDEX_OUT_OF_BOUNDS(0x0000000E),
    /** Application Namespace Not Supported. */
    APPLICATION_NAMESPACE_NOT_SUPPORTED(0x0000000F),
    /** Key Format Type Not Supported. */
    KEY_FORMAT_TYPE_NOT_SUPPORTED(0x00000010),
    /** Key Compression Type Not Supported. */
    KEY_COMPRESSION_TYPE_NOT_SUPPORTED(0x00000011),
    /** Encoding Option Error. */
    ENCODING_OPTION_ERROR(0x00000012),
    /** Key Value Not Present. */
    KEY_VALUE_NOT_PRESENT(0x00000013),
    /** Attestation Required. */
    ATTESTATION_REQUIRED(0x00000014),
    /** Attestation Failed. */
    ATTESTATION_FAILED(0x00000015),
    /** Sensitive. */
    SENSITIVE(0x00000016),
    /** Not Extractable. */
    NOT_EXTRACTABLE(0x00000017),
    /** Object Already Exists. */
    OBJECT_ALREADY_EXISTS(0x00000018),
    /** Invalid Ticket. */
    INVALID_TICKET(0x00000019),
    /** Usage Limit Exceeded. */
    USAGE_LIMIT_EXCEEDED(0x0000001A),
    /** Numeric Range. */
    NUMERIC_RANGE(0x0000001B),
    /** Invalid Data Type. */
    INVALID_DATA_TYPE(0x0000001C),
    /** Read Only Attribute. */
    READ_ONLY_ATTRIBUTE(0x0000001D),
    /** Multi Valued Attribute. */
    MULTI_VALUED_ATTRIBUTE(0x0000001E),
    /** Unsupported Attribute. */
    UNSUPPORTED_ATTRIBUTE(0x0000001F),
    /** Attribute Instance Not Found. */
    ATTRIBUTE_INSTANCE_NOT_FOUND(0x00000020),
    /** Attribute Not Found. */
    ATTRIBUTE_NOT_FOUND(0x00000021),
    /** Attribute Read Only. */
    ATTRIBUTE_READ_ONLY(0x00000022),
    /** Attribute Single Valued. */
    ATTRIBUTE_SINGLE_VALUED(0x00000023),
    /** Bad Cryptographic Parameters. */
    BAD_CRYPTOGRAPHIC_PARAMETERS(0x00000024),
    /** Bad Password. */
    BAD_PASSWORD(0x00000025),
    /** Codec Error. */
    CODEC_ERROR(0x00000026),
    /** Illegal Object Type. */
    ILLEGAL_OBJECT_TYPE(0x00000028),
    /** Incompatible Cryptographic Usage Mask. */
    INCOMPATIBLE_CRYPTOGRAPHIC_USAGE_MASK(0x00000029),
    /** Internal Server Error. */
    INTERNAL_SERVER_ERROR(0x0000002A),
    /** Invalid Asynchronous Correlation Value. */
    INVALID_ASYNCHRONOUS_CORRELATION_VALUE(0x0000002B),
    /** Invalid Attribute. */
    INVALID_ATTRIBUTE(0x0000002C),
    /** Invalid Attribute Value. */
    INVALID_ATTRIBUTE_VALUE(0x0000002D),
    /** Invalid Correlation Value. */
    INVALID_CORRELATION_VALUE(0x0000002E),
    /** Invalid CSR. */
    INVALID_CSR(0x0000002F),
    /** Invalid Object Type. */
    INVALID_OBJECT_TYPE(0x00000030),
    /** Key Wrap Type Not Supported. */
    KEY_WRAP_TYPE_NOT_SUPPORTED(0x00000032),
    /** Missing Initialization Vector. */
    MISSING_INITIALIZATION_VECTOR(0x00000034),
    /** Non Unique Name Attribute. */
    NON_UNIQUE_NAME_ATTRIBUTE(0x00000035),
    /** Object Destroyed. */
    OBJECT_DESTROYED(0x00000036),
    /** Object Not Found. */
    OBJECT_NOT_FOUND(0x00000037),
    /** Not Authorized. */
    NOT_AUTHORIZED(0x00000039),
    /** Server Limit Exceeded. */
    SERVER_LIMIT_EXCEEDED(0x0000003A),
    /** Unknown Enumeration. */
    UNKNOWN_ENUMERATION(0x0000003B),
    /** Unknown Message Extension. */
    UNKNOWN_MESSAGE_EXTENSION(0x0000003C),
    /** Unknown Tag. */
    UNKNOWN_TAG(0x0000003D),
    /** Unsupported Cryptographic Parameters. */
    UNSUPPORTED_CRYPTOGRAPHIC_PARAMETERS(0x0000003E),
    /** Unsupported Protocol Version. */
    UNSUPPORTED_PROTOCOL_VERSION(0x0000003F),
    /** Wrapping Object Archived. */
    WRAPPING_OBJECT_ARCHIVED(0x00000040),
    /** Wrapping Object Destroyed. */
    WRAPPING_OBJECT_DESTROYED(0x00000041),
    /** Wrapping Object Not Found. */
    WRAPPING_OBJECT_NOT_FOUND(0x00000042),
    /** Wrong Key Lifecycle State. */
    WRONG_KEY_LIFECYCLE_STATE(0x00000043),
    /** Protection Storage Unavailable. */
    PROTECTION_STORAGE_UNAVAILABLE(0x00000044),
    /** PKCS#11 Codec Error . */
    PKCS11_CODEC_ERROR(0x00000045),
    /** PKCS#11 Invalid Function . */
    PKCS11_INVALID_FUNCTION(0x00000046),
    /** PKCS#11 Invalid Interface. */
    PKCS11_INVALID_INTERFACE(0x00000047),
    /** General Failure. */
    GENERAL_FAILURE(0x00000100);

    static final EnumTable<ResultReason> TABLE = new EnumTable<>(values());

    private final int value;

    ResultReason(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
