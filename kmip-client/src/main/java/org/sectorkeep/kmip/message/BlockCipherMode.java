// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** How a block cipher is used (KMIP 1.4 section 9.1.3.2.14, KMIP 2.1 section 11). */
public enum BlockCipherMode implements Enumerated<BlockCipherMode> {
    /** CBC. */
    CBC(0x00000001),
    /** ECB. */
    ECB(0x00000002),
    /** PCBC. */
    PCBC(0x00000003),
    /** CFB. */
    CFB(0x00000004),
    /** OFB. */
    OFB(0x00000005),
    /** CTR. */
    CTR(0x00000006),
    /** CMAC. */
    CMAC(0x00000007),
    /** CCM. */
    CCM(0x00000008),
    /** GCM. */
    GCM(0x00000009),
    /** CBC-MAC. */
    CBC_MAC(0x0000000A),
    /** XTS. */
    XTS(0x0000000B),
    /** AESKeyWrapPadding. */
    AES_KEY_WRAP_PADDING(0x0000000C),
    /** NISTKeyWrap. */
    NIST_KEY_WRAP(0x0000000D),
    /** X9.102 AESKW. */
    X9_102_AESKW(0x0000000E),
    /** X9.102 TDKW. */
    X9_102_TDKW(0x0000000F),
    /** X9.102 AKW1. */
    X9_102_AKW1(0x00000010),
    /** X9.102 AKW2. */
    X9_102_AKW2(0x00000011),
    /** AEAD. */
    AEAD(0x00000012);

    static final EnumTable<BlockCipherMode> TABLE = new EnumTable<>(values());

    private final int value;

    BlockCipherMode(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
