// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.nio.ByteBuffer;

/** Zero bytes: making them and finding them, a bufferful at a time. */
public final class Zeroes {
    private static final int CAPACITY_BYTES = CipherLayer.PIECE_BYTES;
    private static final ByteBuffer ZEROES =
            ByteBuffer.allocateDirect(CAPACITY_BYTES).asReadOnlyBuffer();

    private Zeroes() {}

    /** So many zeroes, at most 1 MiB, read-only. */
    public static ByteBuffer of(int lengthBytes) {
        return ZEROES.slice(0, lengthBytes);
    }

    /** Fills a buffer from its position to its limit. */
    public static void fill(ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put(of(Math.min(CAPACITY_BYTES, target.remaining())));
        }
    }

    /** Whether all from position to limit is zero; the position stays. */
    public static boolean areAllOf(ByteBuffer buffer) {
        ByteBuffer rest = buffer.duplicate();
        while (rest.hasRemaining()) {
            ByteBuffer piece = rest.slice(rest.position(), Math.min(CAPACITY_BYTES, rest.remaining()));
            if (piece.mismatch(of(piece.remaining())) >= 0) {
                return false;
            }
            rest.position(rest.position() + piece.remaining());
        }
        return true;
    }
}
