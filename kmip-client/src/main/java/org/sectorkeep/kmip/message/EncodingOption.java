// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What of a key is wrapped (KMIP 1.4 section 9.1.3.2.32, KMIP 2.1 section 11). */
public enum EncodingOption implements Enumerated<EncodingOption> {
    /** No Encoding. */
    NO_ENCODING(0x00000001),
    /** TTLV Encoding. */
    TTLV_ENCODING(0x00000002);

    static final EnumTable<EncodingOption> TABLE = new EnumTable<>(values());

    private final int value;

    EncodingOption(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
