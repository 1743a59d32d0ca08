// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import org.sectorkeep.crypto.KeyedMac.Hash;

/**
 * HMAC (FIPS 198-1) with SHA-256, SHA-384 and SHA-512, by the JDK's provider. A MAC shows that the data was made by a holder of
 * the key, and hides nothing of it. Compare MACs with {@link java.security.MessageDigest#isEqual}, which takes the same
 * time wherever they differ.
 *
 * <p>Safe for concurrent use. Copies of the key on the Java heap are overwritten before a call returns; states of
 * the hash may stay in dead objects of the provider until the collector reuses their memory.
 */
public final class Hmac {
    private Hmac() {}

    /**
     * HMAC-SHA-256 of the concatenation of {@code data}, as {@link #sha384}.
     *
     * @param key of any length; stays the caller's
     * @param data parts, read in order; none or empty ones are allowed
     * @return 32 bytes
     * @throws IllegalStateException if {@code key} is closed
     */
    public static byte[] sha256(SecretBytes key, byte[]... data) {
        return mac(Hash.SHA_256, key, data);
    }

    /**
     * HMAC-SHA-384 of the concatenation of {@code data}. Where one part ends and the next begins is not authenticated:
     * use parts of fixed length, or put their lengths before them.
     *
     * @param key of any length; stays the caller's
     * @param data parts, read in order; none or empty ones are allowed
     * @return 48 bytes
     * @throws IllegalStateException if {@code key} is closed
     */
    public static byte[] sha384(SecretBytes key, byte[]... data) {
        return mac(Hash.SHA_384, key, data);
    }

    /**
     * HMAC-SHA-512 of the concatenation of {@code data}, as {@link #sha384}.
     *
     * @param key of any length; stays the caller's
     * @param data parts, read in order; none or empty ones are allowed
     * @return 64 bytes
     * @throws IllegalStateException if {@code key} is closed
     */
    public static byte[] sha512(SecretBytes key, byte[]... data) {
        return mac(Hash.SHA_512, key, data);
    }

    private static byte[] mac(Hash hash, SecretBytes key, byte[][] data) {
        try (KeyedMac mac = KeyedMac.of(hash, key)) {
            for (byte[] part : data) {
                mac.update(part);
            }
            return mac.finish();
        }
    }
}
