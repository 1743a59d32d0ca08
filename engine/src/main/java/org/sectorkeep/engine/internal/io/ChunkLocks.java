// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.StampedLock;

/**
 * Locks over ranges of a disk, shared or exclusive. The disk is cut in chunks of 64 KiB, a multiple of every block and
 * data unit; chunks share a fixed number of locks, and an empty range, which stands for a call that is about none, has one
 * of its own. A call takes its locks in ascending order and never holds two ranges at once, so that no two calls wait for
 * each other. Taking and giving back a lock allocates nothing, and threads in different chunks touch nothing in common.
 */
public final class ChunkLocks {
    private static final int CHUNK_SHIFT = 16;
    private static final int STRIPE_COUNT = 128;
    private static final int STRIPE_MASK = STRIPE_COUNT - 1;

    /** The last one, for calls without a range. */
    private static final int NO_RANGE = STRIPE_COUNT;

    private final Lock[] shared = new Lock[STRIPE_COUNT + 1];
    private final Lock[] exclusive = new Lock[STRIPE_COUNT + 1];

    public ChunkLocks() {
        for (int stripe = 0; stripe <= NO_RANGE; stripe++) {
            StampedLock lock = new StampedLock();
            shared[stripe] = lock.asReadLock();
            exclusive[stripe] = lock.asWriteLock();
        }
    }

    /** Runs a task that only reads the range. */
    public void shared(long offsetBytes, long lengthBytes, IoTask task) throws IOException {
        lockShared(offsetBytes, lengthBytes);
        try {
            task.run();
        } finally {
            unlockShared(offsetBytes, lengthBytes);
        }
    }

    /** Runs a task that changes the range. */
    public void exclusive(long offsetBytes, long lengthBytes, IoTask task) throws IOException {
        lockExclusive(offsetBytes, lengthBytes);
        try {
            task.run();
        } finally {
            unlockExclusive(offsetBytes, lengthBytes);
        }
    }

    /** For a call that only reads the range; another one of this thread must not hold it. */
    public void lockShared(long offsetBytes, long lengthBytes) {
        lock(shared, offsetBytes, lengthBytes);
    }

    public void unlockShared(long offsetBytes, long lengthBytes) {
        unlock(shared, offsetBytes, lengthBytes);
    }

    /** For a call that changes the range; another one of this thread must not hold it. */
    public void lockExclusive(long offsetBytes, long lengthBytes) {
        lock(exclusive, offsetBytes, lengthBytes);
    }

    public void unlockExclusive(long offsetBytes, long lengthBytes) {
        unlock(exclusive, offsetBytes, lengthBytes);
    }

    /** Waits until no call runs, and keeps new ones out. */
    public void lockAll() {
        lock(exclusive, 0, exclusive.length);
    }

    public void unlockAll() {
        unlock(exclusive, 0, exclusive.length);
    }

    private static void lock(Lock[] side, long offsetBytes, long lengthBytes) {
        int first = firstStripe(offsetBytes, lengthBytes);
        int count = stripeCount(offsetBytes, lengthBytes);
        int wrapped = wrapped(first, count);
        lock(side, 0, wrapped);
        lock(side, first, first + count - wrapped);
    }

    private static void unlock(Lock[] side, long offsetBytes, long lengthBytes) {
        int first = firstStripe(offsetBytes, lengthBytes);
        int count = stripeCount(offsetBytes, lengthBytes);
        int wrapped = wrapped(first, count);
        unlock(side, first, first + count - wrapped);
        unlock(side, 0, wrapped);
    }

    private static int firstStripe(long offsetBytes, long lengthBytes) {
        return lengthBytes == 0 ? NO_RANGE : (int) (offsetBytes >>> CHUNK_SHIFT) & STRIPE_MASK;
    }

    private static int stripeCount(long offsetBytes, long lengthBytes) {
        if (lengthBytes == 0) {
            return 1;
        }
        long chunkCount = ((offsetBytes + lengthBytes - 1) >>> CHUNK_SHIFT) - (offsetBytes >>> CHUNK_SHIFT) + 1;
        return (int) Math.min(STRIPE_COUNT, chunkCount);
    }

    /** The stripes of neighbouring chunks wrap around: the wrapped ones, from stripe 0, come first in the order. */
    private static int wrapped(int first, int count) {
        return first == NO_RANGE ? 0 : Math.max(0, first + count - STRIPE_COUNT);
    }

    private static void lock(Lock[] side, int from, int to) {
        for (int stripe = from; stripe < to; stripe++) {
            side[stripe].lock();
        }
    }

    private static void unlock(Lock[] side, int from, int to) {
        for (int stripe = from; stripe < to; stripe++) {
            side[stripe].unlock();
        }
    }
}
