// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.nio.ByteBuffer;

/** Buffers of zeroes. */
final class Zeroes {
    private static final int BLOCK_BYTES = 1 << 16;
    private static final ByteBuffer BLOCK =
            ByteBuffer.allocateDirect(BLOCK_BYTES).asReadOnlyBuffer();

    private Zeroes() {}

    /** Fills what remains of a buffer. */
    static void fill(ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put(BLOCK.slice(0, Math.min(BLOCK_BYTES, target.remaining())));
        }
    }
}
