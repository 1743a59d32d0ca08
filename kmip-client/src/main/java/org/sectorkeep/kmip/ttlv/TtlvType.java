// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import org.jspecify.annotations.Nullable;

/** The type of an item (KMIP 1.4 section 9.1.1.2; Date-Time Extended: KMIP 2.0). */
public enum TtlvType {
    /** Items in an order. */
    STRUCTURE(0x01, "Structure"),
    /** 32 bits, signed. */
    INTEGER(0x02, "Integer"),
    /** 64 bits, signed. */
    LONG_INTEGER(0x03, "Long Integer"),
    /** Signed, of any multiple of eight bytes. */
    BIG_INTEGER(0x04, "Big Integer"),
    /** 32 bits that stand for a name. */
    ENUMERATION(0x05, "Enumeration"),
    /** True or false. */
    BOOLEAN(0x06, "Boolean"),
    /** UTF-8. */
    TEXT_STRING(0x07, "Text String"),
    /** Any bytes. */
    BYTE_STRING(0x08, "Byte String"),
    /** Seconds since 1970. */
    DATE_TIME(0x09, "Date-Time"),
    /** Seconds, 32 bits, unsigned. */
    INTERVAL(0x0A, "Interval"),
    /** Microseconds since 1970. */
    DATE_TIME_EXTENDED(0x0B, "Date-Time Extended");

    private static final TtlvType[] VALUES = values();

    private final byte code;
    private final String label;

    TtlvType(int code, String label) {
        this.code = (byte) code;
        this.label = label;
    }

    /**
     * The byte that stands for this type.
     *
     * @return 1 to 11
     */
    public byte code() {
        return code;
    }

    /**
     * The name that the standard gives to this type.
     *
     * @return such as "Byte String"
     */
    public String label() {
        return label;
    }

    /** The type of a code, or null. */
    static @Nullable TtlvType ofCode(int code) {
        return code >= 1 && code <= VALUES.length ? VALUES[code - 1] : null;
    }
}
