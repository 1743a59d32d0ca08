// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.security.MessageDigest;
import org.sectorkeep.crypto.Pbkdf2;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;

/** The digest by which a volume key is known to be the right one: PBKDF2 of it. */
record KeyDigest(LuksHash hash, int iterations, Octets salt, Octets digest) {
    static final int SALT_BYTES = 32;

    /** The least that all programs accept; more would protect nothing, since the key is random. */
    private static final int ITERATIONS = 1000;

    /** The digest of a key with a fresh salt. */
    static KeyDigest of(LuksHash hash, SecretBytes key, int lengthBytes) {
        byte[] salt = RandomBytes.array(SALT_BYTES);
        return new KeyDigest(
                hash, ITERATIONS, Octets.of(salt), Octets.of(derive(hash, key, salt, ITERATIONS, lengthBytes)));
    }

    boolean isOf(SecretBytes key) {
        byte[] expected = digest.toArray();
        return MessageDigest.isEqual(expected, derive(hash, key, salt.toArray(), iterations, expected.length));
    }

    private static byte[] derive(LuksHash hash, SecretBytes key, byte[] salt, int iterations, int lengthBytes) {
        try (SecretBytes derived = Pbkdf2.derive(hash.pbkdf2(), key, salt, iterations, lengthBytes)) {
            return derived.<byte[]>readArray(byte[]::clone);
        }
    }
}
