// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sectorkeep.crypto.KeyedMac.Hash;

/**
 * Key derivation in counter mode (NIST SP 800-108r1, section 4.1) with HMAC-SHA-384: what {@link Hkdf} does, in a
 * construction that NIST approves. The counter is 32 bits long and stands before the fixed input
 * {@code label || 0x00 || context || L}, where L is the length of the result in bits, as 32 bits; both are big-endian.
 *
 * <p>Safe for concurrent use. What stays in the provider's dead objects: see {@link Hmac}.
 */
public final class CounterKdf {
    /** The most that one call gives: a bound of ours (255 blocks), far below the standard's. */
    public static final int MAX_LENGTH_BYTES = 255 * 48;

    private CounterKdf() {}

    /**
     * Derives a key.
     *
     * @param key the key derivation key, of any length; stays the caller's
     * @param label names the use of the result; may be empty; holds no zero byte, which ends it
     * @param context public data that the result is bound to; may be empty
     * @param lengthBytes 1 to {@link #MAX_LENGTH_BYTES}
     * @return the derived key, which the caller closes
     * @throws IllegalArgumentException if {@code lengthBytes} is out of range or {@code label} holds a zero byte
     * @throws IllegalStateException if {@code key} is closed
     */
    public static SecretBytes hmacSha384(SecretBytes key, byte[] label, byte[] context, int lengthBytes) {
        if (lengthBytes < 1 || lengthBytes > MAX_LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "lengthBytes is \"" + lengthBytes + "\", expected 1 to " + MAX_LENGTH_BYTES);
        }
        return derive(key, fixedInput(label, context, lengthBytes), lengthBytes);
    }

    private static byte[] fixedInput(byte[] label, byte[] context, int lengthBytes) {
        for (byte each : label) {
            if (each == 0) {
                throw new IllegalArgumentException("label holds a zero byte, expected none");
            }
        }
        int fixedBytes = Math.addExact(Math.addExact(label.length, context.length), 1 + Integer.BYTES);
        return ByteBuffer.allocate(fixedBytes)
                .put(label)
                .put((byte) 0)
                .put(context)
                .putInt(lengthBytes * Byte.SIZE)
                .array();
    }

    /** The mode itself, over any fixed input. */
    static SecretBytes derive(SecretBytes key, byte[] fixedInput, int lengthBytes) {
        byte[] output = new byte[lengthBytes];
        try (KeyedMac mac = KeyedMac.of(Hash.SHA_384, key)) {
            int doneBytes = 0;
            for (int counter = 1; doneBytes < lengthBytes; counter++) {
                mac.updateInt(counter);
                mac.update(fixedInput);
                byte[] block = mac.finish();
                int partBytes = Math.min(block.length, lengthBytes - doneBytes);
                System.arraycopy(block, 0, output, doneBytes, partBytes);
                Arrays.fill(block, (byte) 0);
                doneBytes += partBytes;
            }
            return SecretBytes.takeFrom(output);
        } finally {
            Arrays.fill(output, (byte) 0);
        }
    }
}
