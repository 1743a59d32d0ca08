// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What a name is (KMIP 1.4 section 9.1.3.2.11, KMIP 2.1 section 11). */
public enum NameType implements Enumerated<NameType> {
    /** Uninterpreted Text String. */
    UNINTERPRETED_TEXT_STRING(0x00000001),
    /** URI. */
    URI(0x00000002);

    static final EnumTable<NameType> TABLE = new EnumTable<>(values());

    private final int value;

    NameType(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
