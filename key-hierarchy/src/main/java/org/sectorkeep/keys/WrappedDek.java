// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

/** The cryptographic fields of an envelope; which lengths they have is the suite's. The arrays are not copied. */
final class WrappedDek {
    private final byte[] salt;
    private final byte[] commitment;
    private final byte[] ciphertext;
    private final byte[] tag;

    WrappedDek(byte[] salt, byte[] commitment, byte[] ciphertext, byte[] tag) {
        this.salt = salt;
        this.commitment = commitment;
        this.ciphertext = ciphertext;
        this.tag = tag;
    }

    byte[] salt() {
        return salt;
    }

    byte[] commitment() {
        return commitment;
    }

    byte[] ciphertext() {
        return ciphertext;
    }

    byte[] tag() {
        return tag;
    }
}
