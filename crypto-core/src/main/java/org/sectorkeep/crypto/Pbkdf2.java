// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.util.Arrays;
import java.util.Objects;

/**
 * PBKDF2 (RFC 8018, section 5.2) with HMAC, as formats of others want it. It costs an attacker time only, so new formats
 * take {@link PassphraseKdf#argon2id}.
 *
 * <p>Safe for concurrent use. What stays in the provider's dead objects: see {@link Hmac}.
 */
public final class Pbkdf2 {
    /** The most iterations. */
    public static final int MAX_ITERATIONS = 1 << 27;

    private static final int MAX_SALT_BYTES = 1_024;
    private static final int MAX_LENGTH_BYTES = 1_024;

    private Pbkdf2() {}

    /** The hash under the HMAC. */
    public enum Hash {
        /** SHA-1, 20 bytes a block. */
        SHA_1(KeyedMac.Hash.SHA_1),
        /** SHA-256, 32 bytes a block. */
        SHA_256(KeyedMac.Hash.SHA_256),
        /** SHA-512, 64 bytes a block. */
        SHA_512(KeyedMac.Hash.SHA_512);

        private final KeyedMac.Hash mac;

        Hash(KeyedMac.Hash mac) {
            this.mac = mac;
        }
    }

    /**
     * Derives a key.
     *
     * @param hash the hash under the HMAC
     * @param secret of any length; stays the caller's
     * @param salt 1 to 1,024 bytes
     * @param iterations 1 to {@link #MAX_ITERATIONS}
     * @param lengthBytes 1 to 1,024
     * @return the derived key, which the caller closes
     * @throws IllegalArgumentException if a parameter is out of range
     * @throws IllegalStateException if {@code secret} is closed
     */
    public static SecretBytes derive(Hash hash, SecretBytes secret, byte[] salt, int iterations, int lengthBytes) {
        Objects.requireNonNull(hash);
        check("salt length in bytes", salt.length, MAX_SALT_BYTES);
        check("iterations", iterations, MAX_ITERATIONS);
        check("lengthBytes", lengthBytes, MAX_LENGTH_BYTES);
        byte[] output = new byte[lengthBytes];
        try (KeyedMac mac = KeyedMac.of(hash.mac, secret)) {
            int blockBytes = hash.mac.macBytes();
            for (int doneBytes = 0, index = 1; doneBytes < lengthBytes; doneBytes += blockBytes, index++) {
                block(mac, salt, index, iterations, output, doneBytes);
            }
            return SecretBytes.takeFrom(output);
        } finally {
            Arrays.fill(output, (byte) 0);
        }
    }

    /** The function F of RFC 8018: the sum of all iterations, as much of it as there is room for. */
    private static void block(KeyedMac mac, byte[] salt, int index, int iterations, byte[] output, int offset) {
        mac.update(salt);
        mac.updateInt(index);
        byte[] last = mac.finish();
        byte[] sum = last.clone();
        try {
            for (int i = 1; i < iterations; i++) {
                mac.update(last);
                mac.finishInto(last);
                for (int at = 0; at < sum.length; at++) {
                    sum[at] ^= last[at];
                }
            }
            System.arraycopy(sum, 0, output, offset, Math.min(sum.length, output.length - offset));
        } finally {
            Arrays.fill(last, (byte) 0);
            Arrays.fill(sum, (byte) 0);
        }
    }

    private static void check(String what, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(what + " is \"" + value + "\", expected 1 to " + max);
        }
    }
}
