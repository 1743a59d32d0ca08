// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tags of the messages that this library makes itself, and the names of all that KMIP defines (KMIP 1.4 section
 * 9.1.3.1, KMIP 2.1 section 11.60). A tag is a number of 24 bits; an unknown one is as good as a known one.
 */
public final class Tag {
    /** Activation Date. */
    public static final int ACTIVATION_DATE = 0x420001;

    /** Asynchronous Correlation Value. */
    public static final int ASYNCHRONOUS_CORRELATION_VALUE = 0x420006;

    /** Asynchronous Indicator. */
    public static final int ASYNCHRONOUS_INDICATOR = 0x420007;

    /** Attestation Capable Indicator. */
    public static final int ATTESTATION_CAPABLE_INDICATOR = 0x4200D3;

    /** Attestation Type. */
    public static final int ATTESTATION_TYPE = 0x4200C7;

    /** Attribute. */
    public static final int ATTRIBUTE = 0x420008;

    /** Attribute Index. */
    public static final int ATTRIBUTE_INDEX = 0x420009;

    /** Attribute Name. */
    public static final int ATTRIBUTE_NAME = 0x42000A;

    /** Attribute Reference. */
    public static final int ATTRIBUTE_REFERENCE = 0x42013B;

    /** Attribute Value. */
    public static final int ATTRIBUTE_VALUE = 0x42000B;

    /** Attributes. */
    public static final int ATTRIBUTES = 0x420125;

    /** Authenticated Encryption Additional Data. */
    public static final int AUTHENTICATED_ENCRYPTION_ADDITIONAL_DATA = 0x4200FE;

    /** Authenticated Encryption Tag. */
    public static final int AUTHENTICATED_ENCRYPTION_TAG = 0x4200FF;

    /** Authentication. */
    public static final int AUTHENTICATION = 0x42000C;

    /** Batch Count. */
    public static final int BATCH_COUNT = 0x42000D;

    /** Batch Error Continuation Option. */
    public static final int BATCH_ERROR_CONTINUATION_OPTION = 0x42000E;

    /** Batch Item. */
    public static final int BATCH_ITEM = 0x42000F;

    /** Batch Order Option. */
    public static final int BATCH_ORDER_OPTION = 0x420010;

    /** Block Cipher Mode. */
    public static final int BLOCK_CIPHER_MODE = 0x420011;

    /** Cancellation Result. */
    public static final int CANCELLATION_RESULT = 0x420012;

    /** Certificate. */
    public static final int CERTIFICATE = 0x420013;

    /** Certificate Request. */
    public static final int CERTIFICATE_REQUEST = 0x420018;

    /** Client Correlation Value. */
    public static final int CLIENT_CORRELATION_VALUE = 0x420105;

    /** Compromise Occurrence Date. */
    public static final int COMPROMISE_OCCURRENCE_DATE = 0x420021;

    /** Correlation Value. */
    public static final int CORRELATION_VALUE = 0x4200D6;

    /** Counter Length. */
    public static final int COUNTER_LENGTH = 0x4200D0;

    /** Credential. */
    public static final int CREDENTIAL = 0x420023;

    /** Credential Type. */
    public static final int CREDENTIAL_TYPE = 0x420024;

    /** Credential Value. */
    public static final int CREDENTIAL_VALUE = 0x420025;

    /** Criticality Indicator. */
    public static final int CRITICALITY_INDICATOR = 0x420026;

    /** Cryptographic Algorithm. */
    public static final int CRYPTOGRAPHIC_ALGORITHM = 0x420028;

    /** Cryptographic Length. */
    public static final int CRYPTOGRAPHIC_LENGTH = 0x42002A;

    /** Cryptographic Parameters. */
    public static final int CRYPTOGRAPHIC_PARAMETERS = 0x42002B;

    /** Cryptographic Usage Mask. */
    public static final int CRYPTOGRAPHIC_USAGE_MASK = 0x42002C;

    /** Current Attribute. */
    public static final int CURRENT_ATTRIBUTE = 0x42013C;

    /** Data. */
    public static final int DATA = 0x4200C2;

    /** Device Identifier. */
    public static final int DEVICE_IDENTIFIER = 0x4200A2;

    /** Device Serial Number. */
    public static final int DEVICE_SERIAL_NUMBER = 0x4200B0;

    /** Digital Signature Algorithm. */
    public static final int DIGITAL_SIGNATURE_ALGORITHM = 0x4200AE;

    /** Encoding Option. */
    public static final int ENCODING_OPTION = 0x4200A3;

    /** Encryption Key Information. */
    public static final int ENCRYPTION_KEY_INFORMATION = 0x420036;

    /** Ephemeral. */
    public static final int EPHEMERAL = 0x420154;

    /** Final Indicator. */
    public static final int FINAL_INDICATOR = 0x4200D8;

    /** Fixed Field Length. */
    public static final int FIXED_FIELD_LENGTH = 0x4200CF;

    /** Hashing Algorithm. */
    public static final int HASHING_ALGORITHM = 0x420038;

    /** IV/Counter/Nonce. */
    public static final int IV_COUNTER_NONCE = 0x42003D;

    /** IV Length. */
    public static final int IV_LENGTH = 0x4200CD;

    /** Init Indicator. */
    public static final int INIT_INDICATOR = 0x4200D7;

    /** Initial Counter Value. */
    public static final int INITIAL_COUNTER_VALUE = 0x4200D1;

    /** Invocation Field Length. */
    public static final int INVOCATION_FIELD_LENGTH = 0x4200D2;

    /** Key: the bytes of a transparent symmetric key. */
    public static final int KEY = 0x42003F;

    /** Key Block. */
    public static final int KEY_BLOCK = 0x420040;

    /** Key Compression Type. */
    public static final int KEY_COMPRESSION_TYPE = 0x420041;

    /** Key Format Type. */
    public static final int KEY_FORMAT_TYPE = 0x420042;

    /** Key Material. */
    public static final int KEY_MATERIAL = 0x420043;

    /** Key Role Type. */
    public static final int KEY_ROLE_TYPE = 0x420083;

    /** Key Value. */
    public static final int KEY_VALUE = 0x420045;

    /** Key Wrap Type. */
    public static final int KEY_WRAP_TYPE = 0x4200F8;

    /** Key Wrapping Data. */
    public static final int KEY_WRAPPING_DATA = 0x420046;

    /** Key Wrapping Specification. */
    public static final int KEY_WRAPPING_SPECIFICATION = 0x420047;

    /** Lease Time. */
    public static final int LEASE_TIME = 0x420049;

    /** Located Items. */
    public static final int LOCATED_ITEMS = 0x4200D5;

    /** MAC/Signature. */
    public static final int MAC_SIGNATURE = 0x42004D;

    /** MAC/Signature Key Information. */
    public static final int MAC_SIGNATURE_KEY_INFORMATION = 0x42004E;

    /** Machine Identifier. */
    public static final int MACHINE_IDENTIFIER = 0x4200A9;

    /** Maximum Items. */
    public static final int MAXIMUM_ITEMS = 0x42004F;

    /** Maximum Response Size. */
    public static final int MAXIMUM_RESPONSE_SIZE = 0x420050;

    /** Media Identifier. */
    public static final int MEDIA_IDENTIFIER = 0x4200AA;

    /** Message Extension. */
    public static final int MESSAGE_EXTENSION = 0x420051;

    /** Name. */
    public static final int NAME = 0x420053;

    /** Name Type. */
    public static final int NAME_TYPE = 0x420054;

    /** Name Value. */
    public static final int NAME_VALUE = 0x420055;

    /** Network Identifier. */
    public static final int NETWORK_IDENTIFIER = 0x4200AB;

    /** New Attribute. */
    public static final int NEW_ATTRIBUTE = 0x42013D;

    /** Nonce. */
    public static final int NONCE = 0x4200C8;

    /** Object Group Member. */
    public static final int OBJECT_GROUP_MEMBER = 0x4200AC;

    /** Object Type. */
    public static final int OBJECT_TYPE = 0x420057;

    /** Offset. */
    public static final int OFFSET = 0x420058;

    /** Offset Items. */
    public static final int OFFSET_ITEMS = 0x4200D4;

    /** Opaque Object. */
    public static final int OPAQUE_OBJECT = 0x42005B;

    /** Operation. */
    public static final int OPERATION = 0x42005C;

    /** PGP Key. */
    public static final int PGP_KEY = 0x4200BD;

    /** Padding Method. */
    public static final int PADDING_METHOD = 0x42005F;

    /** Password. */
    public static final int PASSWORD = 0x4200A1;

    /** Private Key. */
    public static final int PRIVATE_KEY = 0x420064;

    /** Protocol Version. */
    public static final int PROTOCOL_VERSION = 0x420069;

    /** Protocol Version Major. */
    public static final int PROTOCOL_VERSION_MAJOR = 0x42006A;

    /** Protocol Version Minor. */
    public static final int PROTOCOL_VERSION_MINOR = 0x42006B;

    /** Public Key. */
    public static final int PUBLIC_KEY = 0x42006D;

    /** Query Function. */
    public static final int QUERY_FUNCTION = 0x420074;

    /** Random IV. */
    public static final int RANDOM_IV = 0x4200C5;

    /** Request Header. */
    public static final int REQUEST_HEADER = 0x420077;

    /** Request Message. */
    public static final int REQUEST_MESSAGE = 0x420078;

    /** Request Payload. */
    public static final int REQUEST_PAYLOAD = 0x420079;

    /** Response Header. */
    public static final int RESPONSE_HEADER = 0x42007A;

    /** Response Message. */
    public static final int RESPONSE_MESSAGE = 0x42007B;

    /** Response Payload. */
    public static final int RESPONSE_PAYLOAD = 0x42007C;

    /** Result Message. */
    public static final int RESULT_MESSAGE = 0x42007D;

    /** Result Reason. */
    public static final int RESULT_REASON = 0x42007E;

    /** Result Status. */
    public static final int RESULT_STATUS = 0x42007F;

    /** Revocation Message. */
    public static final int REVOCATION_MESSAGE = 0x420080;

    /** Revocation Reason. */
    public static final int REVOCATION_REASON = 0x420081;

    /** Revocation Reason Code. */
    public static final int REVOCATION_REASON_CODE = 0x420082;

    /** Secret Data. */
    public static final int SECRET_DATA = 0x420085;

    /** Secret Data Type. */
    public static final int SECRET_DATA_TYPE = 0x420086;

    /** Server Correlation Value. */
    public static final int SERVER_CORRELATION_VALUE = 0x420106;

    /** Server Hashed Password. */
    public static final int SERVER_HASHED_PASSWORD = 0x420155;

    /** Server Information. */
    public static final int SERVER_INFORMATION = 0x420088;

    /** Split Key. */
    public static final int SPLIT_KEY = 0x420089;

    /** State. */
    public static final int STATE = 0x42008D;

    /** Storage Status Mask. */
    public static final int STORAGE_STATUS_MASK = 0x42008E;

    /** Symmetric Key. */
    public static final int SYMMETRIC_KEY = 0x42008F;

    /** Tag Length. */
    public static final int TAG_LENGTH = 0x4200CE;

    /** Template. */
    public static final int TEMPLATE = 0x420090;

    /** Template-Attribute. */
    public static final int TEMPLATE_ATTRIBUTE = 0x420091;

    /** Time Stamp. */
    public static final int TIME_STAMP = 0x420092;

    /** Unique Batch Item ID. */
    public static final int UNIQUE_BATCH_ITEM_ID = 0x420093;

    /** Unique Identifier. */
    public static final int UNIQUE_IDENTIFIER = 0x420094;

    /** Usage Limits Count. */
    public static final int USAGE_LIMITS_COUNT = 0x420096;

    /** Username. */
    public static final int USERNAME = 0x420099;

    /** Vendor Extension. */
    public static final int VENDOR_EXTENSION = 0x42009C;

    /** Vendor Identification. */
    public static final int VENDOR_IDENTIFICATION = 0x42009D;

    /** Wrapping Method. */
    public static final int WRAPPING_METHOD = 0x42009E;

    private Tag() {}

    /**
     * The name that the standard gives to a tag.
     *
     * @param tag any
     * @return such as "Key Material", or "0x540001" for one without a name
     */
    public static String name(int tag) {
        return standardName(tag).orElseGet(() -> String.format(Locale.ROOT, "0x%06X", tag));
    }

    /**
     * The name that the standard gives to a tag.
     *
     * @param tag any
     * @return such as "Key Material", or empty
     */
    public static Optional<String> standardName(int tag) {
        return Optional.ofNullable(TagNames.BY_TAG.get(tag));
    }

    /**
     * The tag of a name: the inverse of {@link #name(int)}.
     *
     * @param name such as "Key Material" or "0x540001"
     * @return the tag, or empty if the standard knows no such name
     */
    public static OptionalInt named(String name) {
        Integer tag = TagNames.BY_NAME.get(name);
        if (tag != null) {
            return OptionalInt.of(tag);
        }
        if (!name.matches("0x[0-9A-F]{6}")) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(name.substring(2), 16);
        return isValid(number) ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /** All tags start with 42, those of extensions with 54 (KMIP 1.4 section 9.1.1.1). */
    static boolean isValid(int tag) {
        return tag >>> 16 == 0x42 || tag >>> 16 == 0x54;
    }

    static void check(int tag) {
        if (!isValid(tag)) {
            throw new IllegalArgumentException("a tag is 0x42xxxx or 0x54xxxx: 0x" + Integer.toHexString(tag));
        }
    }
}
