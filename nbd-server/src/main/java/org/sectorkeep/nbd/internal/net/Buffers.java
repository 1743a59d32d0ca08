// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.nbd.internal.wire.Request;

/**
 * The off-heap memory for requests and replies of all clients: buffers of a few sizes, so many of each and no more, made
 * when they are first needed, and kept. Who finds none free waits in turn.
 */
public final class Buffers {
    /** Room in each buffer before the content, for the header of the reply that carries it. */
    public static final int HEADROOM_BYTES = 64;

    private final Size[] sizes;

    /** So many bytes in all; at least 128 MiB. */
    public Buffers(long totalBytes) {
        long eighth = totalBytes / 8;
        sizes = new Size[] {
            new Size(32 << 10, eighth),
            new Size(256 << 10, 2 * eighth),
            new Size(2 << 20, 2 * eighth),
            new Size(8 << 20, eighth),
            new Size(Request.MAX_PAYLOAD_BYTES, 2 * eighth)
        };
    }

    /** A borrowed buffer. */
    public static final class Lease {
        private final Size size;
        private final ByteBuffer whole;

        private Lease(Size size, ByteBuffer whole) {
            this.size = size;
            this.whole = whole;
        }

        /** The whole buffer from 0, with {@link #HEADROOM_BYTES} more than was asked for. */
        public ByteBuffer whole() {
            return whole;
        }

        /** What it takes of the memory. */
        public int sizeBytes() {
            return size.bytes;
        }

        /** Gives it back; once. */
        public void release() {
            size.giveBack(whole);
        }
    }

    /** Borrows a buffer for content of so many bytes, at most 32 MiB; waits until there is one. */
    public Lease take(int contentBytes) {
        return sizeFor(contentBytes).take();
    }

    /** Borrows a buffer if there is one at once. */
    public @Nullable Lease tryTake(int contentBytes) {
        Size size = sizeFor(contentBytes);
        return size.free.tryAcquire() ? size.lend() : null;
    }

    /** What a buffer for so many bytes takes of the memory. */
    public int sizeBytes(int contentBytes) {
        return sizeFor(contentBytes).bytes;
    }

    /** Whether somebody waits for a buffer. */
    public boolean isScarce() {
        for (Size size : sizes) {
            if (size.free.hasQueuedThreads()) {
                return true;
            }
        }
        return false;
    }

    /** How many are borrowed. */
    public int borrowedCount() {
        int count = 0;
        for (Size size : sizes) {
            count += size.borrowed.get();
        }
        return count;
    }

    private Size sizeFor(int contentBytes) {
        for (Size size : sizes) {
            if (contentBytes <= size.bytes) {
                return size;
            }
        }
        throw new IllegalArgumentException("no buffer has " + contentBytes + " bytes");
    }

    private static final class Size {
        private final int bytes;
        private final Semaphore free;
        private final AtomicInteger borrowed = new AtomicInteger();
        private final Deque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

        Size(int bytes, long shareBytes) {
            this.bytes = bytes;
            this.free = new Semaphore((int) Math.max(1, shareBytes / bytes), true);
        }

        Lease take() {
            free.acquireUninterruptibly();
            return lend();
        }

        /** With a permit in hand. */
        Lease lend() {
            borrowed.incrementAndGet();
            ByteBuffer buffer = idle.pollFirst();
            if (buffer == null) {
                buffer = allocate();
            }
            return new Lease(this, buffer.clear());
        }

        private ByteBuffer allocate() {
            boolean done = false;
            try {
                ByteBuffer made = ByteBuffer.allocateDirect(bytes + HEADROOM_BYTES);
                done = true;
                return made;
            } finally {
                if (!done) {
                    borrowed.decrementAndGet();
                    free.release();
                }
            }
        }

        void giveBack(ByteBuffer buffer) {
            idle.addFirst(buffer);
            borrowed.decrementAndGet();
            free.release();
        }
    }
}
