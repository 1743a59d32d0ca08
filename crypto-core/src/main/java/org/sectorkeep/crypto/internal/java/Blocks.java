// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Arithmetic on runs of 16-byte blocks in arrays. Loops are kept in small methods of their own with little-endian long
 * access, the form that the compiler turns into vector code; a loop over bytes it does not.
 */
final class Blocks {
    static final int BLOCK_BYTES = 16;

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** What x^128 is modulo x^128 + x^7 + x^2 + x + 1 (IEEE 1619-2018, 5.2). */
    private static final long REDUCTION = 0x87;

    private Blocks() {}

    /** {@code target ^= mask}, both from index 0; {@code lengthBytes} is a multiple of 8. */
    static void xor(byte[] target, byte[] mask, int lengthBytes) {
        for (int i = 0; i < lengthBytes; i += Long.BYTES) {
            LONG.set(target, i, (long) LONG.get(target, i) ^ (long) LONG.get(mask, i));
        }
    }

    /** The low half of a tweak times x. */
    static long timesXLow(long low, long high) {
        return (low << 1) ^ ((high >> 63) & REDUCTION);
    }

    /** The high half of a tweak times x. */
    static long timesXHigh(long low, long high) {
        return (high << 1) | (low >>> 63);
    }
}
