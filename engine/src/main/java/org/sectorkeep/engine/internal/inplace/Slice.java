// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.nio.ByteBuffer;

/**
 * A piece of a window that one thread deals with in one step.
 *
 * @param offsetBytes where it is on the disk
 * @param at where it is in the window's buffer
 * @param lengthBytes a multiple of 512
 */
record Slice(long offsetBytes, int at, int lengthBytes) {
    static final int MAX_BYTES = 128 << 10;

    ByteBuffer of(ByteBuffer buffer) {
        return buffer.slice(at, lengthBytes);
    }
}
