// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.util.Arrays;
import org.sectorkeep.crypto.KeyedMac.Hash;

/**
 * HKDF with SHA-512 (RFC 5869): turns one strong key into keys for different uses, so that none of them tells anything
 * about another. It does not make a weak secret strong: for passphrases there is {@link PassphraseKdf}.
 *
 * <p>Safe for concurrent use. What stays in the provider's dead objects: see {@link Hmac}.
 */
public final class Hkdf {
    /** The most that one call gives: 255 blocks of the hash (RFC 5869, section 2.3). */
    public static final int MAX_LENGTH_BYTES = 255 * 64;

    private Hkdf() {}

    /**
     * Extract, then expand (RFC 5869, sections 2.2 and 2.3).
     *
     * @param inputKey input keying material, of any length; stays the caller's
     * @param salt public and preferably random; may be empty, which counts as 64 zero bytes
     * @param info names the use of the result; may be empty
     * @param lengthBytes 1 to {@link #MAX_LENGTH_BYTES}
     * @return the derived key, which the caller closes
     * @throws IllegalArgumentException if {@code lengthBytes} is out of range
     * @throws IllegalStateException if {@code inputKey} is closed
     */
    public static SecretBytes sha512(SecretBytes inputKey, byte[] salt, byte[] info, int lengthBytes) {
        if (lengthBytes < 1 || lengthBytes > MAX_LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "lengthBytes is \"" + lengthBytes + "\", expected 1 to " + MAX_LENGTH_BYTES);
        }
        return expand(extract(inputKey, salt), info, lengthBytes);
    }

    private static byte[] extract(SecretBytes inputKey, byte[] salt) {
        byte[] macKey = salt.length == 0 ? new byte[Hash.SHA_512.macBytes()] : salt.clone();
        try (KeyedMac mac = KeyedMac.takeFrom(Hash.SHA_512, macKey)) {
            return inputKey.readArray(bytes -> {
                mac.update(bytes);
                return mac.finish();
            });
        }
    }

    /** Takes the pseudorandom key from its array, and wipes the array. */
    private static SecretBytes expand(byte[] pseudorandomKey, byte[] info, int lengthBytes) {
        byte[] output = new byte[lengthBytes];
        byte[] block = new byte[0];
        try (KeyedMac mac = KeyedMac.takeFrom(Hash.SHA_512, pseudorandomKey)) {
            int doneBytes = 0;
            for (int counter = 1; doneBytes < lengthBytes; counter++) {
                mac.update(block);
                mac.update(info);
                mac.updateByte(counter);
                Arrays.fill(block, (byte) 0);
                block = mac.finish();
                int partBytes = Math.min(block.length, lengthBytes - doneBytes);
                System.arraycopy(block, 0, output, doneBytes, partBytes);
                doneBytes += partBytes;
            }
            return SecretBytes.takeFrom(output);
        } finally {
            Arrays.fill(block, (byte) 0);
            Arrays.fill(output, (byte) 0);
        }
    }
}
