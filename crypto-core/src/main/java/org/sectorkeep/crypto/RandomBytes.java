// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.security.SecureRandom;

/**
 * Random bytes that may be seen: salts and ids. Secrets come from {@link SecretBytes#random}, which keeps them off the
 * Java heap. Safe for concurrent use.
 */
public final class RandomBytes {
    private static final int MAX_LENGTH_BYTES = 1 << 20;
    private static final SecureRandom SOURCE = new SecureRandom();

    private RandomBytes() {}

    /**
     * Bytes of the system's random source.
     *
     * @param lengthBytes 0 to 1,048,576
     * @return a new array
     * @throws IllegalArgumentException if {@code lengthBytes} is out of range
     */
    public static byte[] array(int lengthBytes) {
        if (lengthBytes < 0 || lengthBytes > MAX_LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "lengthBytes is \"" + lengthBytes + "\", expected 0 to " + MAX_LENGTH_BYTES);
        }
        byte[] bytes = new byte[lengthBytes];
        SOURCE.nextBytes(bytes);
        return bytes;
    }
}
