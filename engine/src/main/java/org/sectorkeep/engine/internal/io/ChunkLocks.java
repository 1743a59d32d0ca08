// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Locks over ranges of a disk, shared or exclusive. The disk is cut in chunks of 64 KiB, a multiple of every block and
 * data unit; chunks share a fixed number of locks. A call takes its locks in ascending order and never holds two ranges
 * at once, so that no two calls wait for each other.
 */
public final class ChunkLocks {
    private static final int CHUNK_SHIFT = 16;
    private static final int STRIPE_COUNT = 128;
    private static final int STRIPE_MASK = STRIPE_COUNT - 1;

    private final ReadWriteLock[] stripes =
            Stream.generate(ReentrantReadWriteLock::new).limit(STRIPE_COUNT).toArray(ReadWriteLock[]::new);

    /** Runs a task that only reads the range. */
    public void shared(long offsetBytes, long lengthBytes, IoTask task) throws IOException {
        run(ReadWriteLock::readLock, offsetBytes, lengthBytes, task);
    }

    /** Runs a task that changes the range. */
    public void exclusive(long offsetBytes, long lengthBytes, IoTask task) throws IOException {
        run(ReadWriteLock::writeLock, offsetBytes, lengthBytes, task);
    }

    private void run(Function<ReadWriteLock, Lock> side, long offsetBytes, long lengthBytes, IoTask task)
            throws IOException {
        if (lengthBytes == 0) {
            task.run();
            return;
        }
        long firstChunk = offsetBytes >>> CHUNK_SHIFT;
        int count = (int) Math.min(STRIPE_COUNT, ((offsetBytes + lengthBytes - 1) >>> CHUNK_SHIFT) - firstChunk + 1);
        int first = (int) (firstChunk & STRIPE_MASK);
        // The stripes of neighbouring chunks wrap around: the wrapped ones, from stripe 0, come first in the order.
        int wrapped = Math.max(0, first + count - STRIPE_COUNT);
        lock(side, 0, wrapped);
        lock(side, first, first + count - wrapped);
        try {
            task.run();
        } finally {
            unlock(side, first, first + count - wrapped);
            unlock(side, 0, wrapped);
        }
    }

    private void lock(Function<ReadWriteLock, Lock> side, int from, int to) {
        for (int stripe = from; stripe < to; stripe++) {
            side.apply(stripes[stripe]).lock();
        }
    }

    private void unlock(Function<ReadWriteLock, Lock> side, int from, int to) {
        for (int stripe = from; stripe < to; stripe++) {
            side.apply(stripes[stripe]).unlock();
        }
    }
}
