// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

/** How an envelope's DEK is wrapped. */
public enum EnvelopeSuite {
    /** Suite 1: HKDF-SHA-512 (RFC 5869), a key commitment, and AES-256-GCM (SP 800-38D). The default of a held KEK. */
    HKDF_SHA512_AES256_GCM(1),

    /** Suite 2, NIST constructions only: counter-mode KDF (SP 800-108), AES-KWP (SP 800-38F) and HMAC-SHA-384. */
    SP800_108_AES256_KWP(2),

    /**
     * Suite 3: AES-256-GCM under the KEK itself, done by the key server that holds it. It has no commitment to the KEK,
     * which only whoever has the key could make; the DEK's {@link DekId} is checked after opening instead.
     */
    REMOTE_AES256_GCM(3);

    private final int code;

    EnvelopeSuite(int code) {
        this.code = code;
    }

    /**
     * The suite's number in the envelope.
     *
     * @return 1, 2 or 3
     */
    public int code() {
        return code;
    }
}
