// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

/** Kinds of key pairs that a TLS client may prove itself with. */
public enum ClientKeyKind {
    /** ECDSA over NIST P-256 (FIPS 186-5). */
    EC_P256("EC", 256),

    /** RSA with 3,072 bits, for key servers that know no elliptic curves. */
    RSA_3072("RSA", 3072);

    private final String algorithm;
    private final int bits;

    ClientKeyKind(String algorithm, int bits) {
        this.algorithm = algorithm;
        this.bits = bits;
    }

    String algorithm() {
        return algorithm;
    }

    int bits() {
        return bits;
    }
}
