// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** How a key is wrapped (KMIP 1.4 section 9.1.3.2.4, KMIP 2.1 section 11). */
public enum WrappingMethod implements Enumerated<WrappingMethod> {
    /** Encrypt. */
    ENCRYPT(0x00000001),
    /** MAC/sign. */
    MAC_SIGN(0x00000002),
    /** Encrypt then MAC/sign. */
    ENCRYPT_THEN_MAC_SIGN(0x00000003),
    /** MAC/sign then encrypt. */
    MAC_SIGN_THEN_ENCRYPT(0x00000004),
    /** TR-31. */
    TR_31(0x00000005);

    static final EnumTable<WrappingMethod> TABLE = new EnumTable<>(values());

    private final int value;

    WrappingMethod(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
