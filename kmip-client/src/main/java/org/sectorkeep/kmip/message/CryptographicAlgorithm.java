// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What a key is for (KMIP 1.4 section 9.1.3.2.13, KMIP 2.1 section 11). */
public enum CryptographicAlgorithm implements Enumerated<CryptographicAlgorithm> {
    /** DES. */
    DES(0x00000001),
    /** 3DES. */
    TRIPLE_DES(0x00000002),
    /** AES. */
    AES(0x00000003),
    /** RSA. */
    RSA(0x00000004),
    /** DSA. */
    DSA(0x00000005),
    /** ECDSA. */
    ECDSA(0x00000006),
    /** HMAC-SHA1. */
    HMAC_SHA1(0x00000007),
    /** HMAC-SHA224. */
    HMAC_SHA224(0x00000008),
    /** HMAC-SHA256. */
    HMAC_SHA256(0x00000009),
    /** HMAC-SHA384. */
    HMAC_SHA384(0x0000000A),
    /** HMAC-SHA512. */
    HMAC_SHA512(0x0000000B),
    /** HMAC-MD5. */
    HMAC_MD5(0x0000000C),
    /** DH. */
    DH(0x0000000D),
    /** ECDH. */
    ECDH(0x0000000E),
    /** ECMQV. */
    ECMQV(0x0000000F),
    /** Blowfish. */
    BLOWFISH(0x00000010),
    /** Camellia. */
    CAMELLIA(0x00000011),
    /** CAST5. */
    CAST5(0x00000012),
    /** IDEA. */
    IDEA(0x00000013),
    /** MARS. */
    MARS(0x00000014),
    /** RC2. */
    RC2(0x00000015),
    /** RC4. */
    RC4(0x00000016),
    /** RC5. */
    RC5(0x00000017),
    /** SKIPJACK. */
    SKIPJACK(0x00000018),
    /** Twofish. */
    TWOFISH(0x00000019),
    /** EC. */
    EC(0x0000001A),
    /** One Time Pad. */
    ONE_TIME_PAD(0x0000001B),
    /** ChaCha20. */
    CHACHA20(0x0000001C),
    /** Poly1305. */
    POLY1305(0x0000001D),
    /** ChaCha20Poly1305. */
    CHACHA20POLY1305(0x0000001E),
    /** SHA3-224. */
    SHA3_224(0x0000001F),
    /** SHA3-256. */
    SHA3_256(0x00000020),
    /** SHA3-384. */
    SHA3_384(0x00000021),
    /** SHA3-512. */
    SHA3_512(0x00000022),
    /** HMAC-SHA3-224. */
    HMAC_SHA3_224(0x00000023),
    /** HMAC-SHA3-256. */
    HMAC_SHA3_256(0x00000024),
    /** HMAC-SHA3-384. */
    HMAC_SHA3_384(0x00000025),
    /** HMAC-SHA3-512. */
    HMAC_SHA3_512(0x00000026),
    /** SHAKE-128. */
    SHAKE_128(0x00000027),
    /** SHAKE-256. */
    SHAKE_256(0x00000028),
    /** ARIA. */
    ARIA(0x00000029),
    /** SEED. */
    SEED(0x0000002A),
    /** SM2. */
    SM2(0x0000002B),
    /** SM3. */
    SM3(0x0000002C),
    /** SM4. */
    SM4(0x0000002D),
    /** GOST R 34.10-2012. */
    GOST_R_34_10_2012(0x0000002E),
    /** GOST R 34.11-2012. */
    GOST_R_34_11_2012(0x0000002F),
    /** GOST R 34.13-2015. */
    GOST_R_34_13_2015(0x00000030),
    /** GOST 28147-89. */
    GOST_28147_89(0x00000031),
    /** XMSS. */
    XMSS(0x00000032),
    /** SPHINCS-256. */
    SPHINCS_256(0x00000033),
    /** McEliece. */
    MCELIECE(0x00000034),
    /** McEliece-6960119. */
    MCELIECE_6960119(0x00000035),
    /** McEliece-8192128. */
    MCELIECE_8192128(0x00000036),
    /** Ed25519. */
    ED25519(0x00000037),
    /** Ed448. */
    ED448(0x00000038);

    static final EnumTable<CryptographicAlgorithm> TABLE = new EnumTable<>(values());

    private final int value;

    CryptographicAlgorithm(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
