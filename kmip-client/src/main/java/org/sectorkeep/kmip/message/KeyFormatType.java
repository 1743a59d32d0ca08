// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** How key material is laid out (KMIP 1.4 section 9.1.3.2.3, KMIP 2.1 section 11). */
public enum KeyFormatType implements Enumerated<KeyFormatType> {
    /** Raw. */
    RAW(0x00000001),
    /** Opaque. */
    OPAQUE(0x00000002),
    /** PKCS#1. */
    PKCS1(0x00000003),
    /** PKCS#8. */
    PKCS8(0x00000004),
    /** X.509. */
    X_509(0x00000005),
    /** ECPrivateKey. */
    EC_PRIVATE_KEY(0x00000006),
    /** Transparent Symmetric Key. */
    TRANSPARENT_SYMMETRIC_KEY(0x00000007),
    /** Transparent DSA Private Key. */
    TRANSPARENT_DSA_PRIVATE_KEY(0x00000008),
    /** Transparent DSA Public Key. */
    TRANSPARENT_DSA_PUBLIC_KEY(0x00000009),
    /** Transparent RSA Private Key. */
    TRANSPARENT_RSA_PRIVATE_KEY(0x0000000A),
    /** Transparent RSA Public Key. */
    TRANSPARENT_RSA_PUBLIC_KEY(0x0000000B),
    /** Transparent DH Private Key. */
    TRANSPARENT_DH_PRIVATE_KEY(0x0000000C),
    /** Transparent DH Public Key. */
    TRANSPARENT_DH_PUBLIC_KEY(0x0000000D),
    /** Transparent ECDSA Private Key. */
    TRANSPARENT_ECDSA_PRIVATE_KEY(0x0000000E),
    /** Transparent ECDSA Public Key. */
    TRANSPARENT_ECDSA_PUBLIC_KEY(0x0000000F),
    /** Transparent ECDH Private Key. */
    TRANSPARENT_ECDH_PRIVATE_KEY(0x00000010),
    /** Transparent ECDH Public Key. */
    TRANSPARENT_ECDH_PUBLIC_KEY(0x00000011),
    /** Transparent ECMQV Private Key. */
    TRANSPARENT_ECMQV_PRIVATE_KEY(0x00000012),
    /** Transparent ECMQV Public Key. */
    TRANSPARENT_ECMQV_PUBLIC_KEY(0x00000013),
    /** Transparent EC Private Key. */
    TRANSPARENT_EC_PRIVATE_KEY(0x00000014),
    /** Transparent EC Public Key. */
    TRANSPARENT_EC_PUBLIC_KEY(0x00000015),
    /** PKCS#12. */
    PKCS12(0x00000016);

    static final EnumTable<KeyFormatType> TABLE = new EnumTable<>(values());

    private final int value;

    KeyFormatType(int value) {
        this.value = value;
    }

    @Override
    public int value() {
        return value;
    }
}
