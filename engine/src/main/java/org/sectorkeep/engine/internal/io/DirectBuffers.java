// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Off-heap buffers that calls borrow, in two sizes, so many of each for the whole process and no more: who comes too
 * early waits. A call borrows one at a time, so that no two wait for each other.
 */
public final class DirectBuffers {
    /** What a large buffer holds beside a piece of 1 MiB: the rest of a grain of the usual size at each end. */
    private static final int MARGIN_BYTES = 128 << 10;

    private static final DirectBuffers SMALL = new DirectBuffers(64 << 10, 128);
    private static final DirectBuffers LARGE = new DirectBuffers((1 << 20) + MARGIN_BYTES, 16);

    private final int bufferBytes;
    private final Semaphore permits;
    private final Deque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

    private DirectBuffers(int bufferBytes, int count) {
        this.bufferBytes = bufferBytes;
        this.permits = new Semaphore(count);
    }

    /** What is done with a borrowed buffer. */
    @FunctionalInterface
    public interface Task {
        void run(ByteBuffer buffer) throws IOException;
    }

    /**
     * Runs a task with a buffer of exactly {@code lengthBytes}, of unknown content. One larger than the large ones,
     * which only disks with unusually large grains need, is made for the occasion.
     */
    public static void borrow(int lengthBytes, Task task) throws IOException {
        if (lengthBytes <= SMALL.bufferBytes) {
            SMALL.lend(lengthBytes, task);
        } else if (lengthBytes <= LARGE.bufferBytes) {
            LARGE.lend(lengthBytes, task);
        } else {
            task.run(ByteBuffer.allocateDirect(lengthBytes));
        }
    }

    private void lend(int lengthBytes, Task task) throws IOException {
        permits.acquireUninterruptibly();
        try {
            ByteBuffer pooled = idle.pollFirst();
            ByteBuffer buffer = pooled == null ? ByteBuffer.allocateDirect(bufferBytes) : pooled;
            try {
                task.run(buffer.slice(0, lengthBytes));
            } finally {
                idle.addFirst(buffer);
            }
        } finally {
            permits.release();
        }
    }
}
