// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** How data is padded (KMIP 1.4 section 9.1.3.2.15, KMIP 2.1 section 11). */
public enum PaddingMethod implements Enumerated<PaddingMethod> {
    /** None. */
    NONE(0x00000001),
    /** OAEP. */
    OAEP(0x00000002),
    /** PKCS5. */
    PKCS5(0x00000003),
    /** SSL3. */
    SSL3(0x00000004),
    /** Zeros. */
    ZEROS(0x00000005),
    /** ANSI X9.23. */
    ANSI_X9_23(0x00000006),
    /** ISO 10126. */
    ISO_10126(0x00000007),
    /** PKCS1 v1.5. */
    PKCS1_V1_5(0x00000008),
    /** X9.31. */
    X9_31(0x00000009),
    /** PSS. */
    PSS(0x0000000A);

    static final EnumTable<PaddingMethod> TABLE = new EnumTable<>(values());

    private final int value;

    PaddingMethod(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
