// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** A digest (KMIP 1.4 section 9.1.3.2.16, KMIP 2.1 section 11). */
public enum HashingAlgorithm implements Enumerated<HashingAlgorithm> {
    /** MD2. */
    MD2(0x00000001),
    /** MD4. */
    MD4(0x00000002),
    /** MD5. */
    MD5(0x00000003),
    /** SHA-1. */
    SHA_1(0x00000004),
    /** SHA-224. */
    SHA_224(0x00000005),
    /** SHA-256. */
    SHA_256(0x00000006),
    /** SHA-384. */
    SHA_384(0x00000007),
    /** SHA-512. */
    SHA_512(0x00000008),
    /** RIPEMD-160. */
    RIPEMD_160(0x00000009),
    /** Tiger. */
    TIGER(0x0000000A),
    /** Whirlpool. */
    WHIRLPOOL(0x0000000B),
    /** SHA-512/224. */
    SHA_512_224(0x0000000C),
    /** SHA-512/256. */
    SHA_512_256(0x0000000D),
    /** SHA-3-224. */
    SHA_3_224(0x0000000E),
    /** SHA-3-256. */
    SHA_3_256(0x0000000F),
    /** SHA-3-384. */
    SHA_3_384(0x00000010),
    /** SHA-3-512. */
    SHA_3_512(0x00000011);

    static final EnumTable<HashingAlgorithm> TABLE = new EnumTable<>(values());

    private final int value;

    HashingAlgorithm(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
