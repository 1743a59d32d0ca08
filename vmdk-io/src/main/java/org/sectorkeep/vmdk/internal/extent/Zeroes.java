// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.nio.ByteBuffer;

/** Buffers of zeroes. */
final class Zeroes {
    private static final int BLOCK_BYTES = 1 << 16;
    private static final ByteBuffer BLOCK =
            ByteBuffer.allocateDirect(BLOCK_BYTES).asReadOnlyBuffer();

    private Zeroes() {}

    /** Whether all from position to limit is zero; the position stays. */
    static boolean areAllOf(ByteBuffer buffer) {
        for (int at = buffer.position(); at < buffer.limit(); at += BLOCK_BYTES) {
            int length = Math.min(BLOCK_BYTES, buffer.limit() - at);
            if (buffer.slice(at, length).mismatch(BLOCK.slice(0, length)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Fills what remains of a buffer. */
    static void fill(ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put(BLOCK.slice(0, Math.min(BLOCK_BYTES, target.remaining())));
        }
    }
}
