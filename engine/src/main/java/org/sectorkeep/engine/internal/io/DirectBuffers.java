// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Off-heap buffers that calls borrow, in two sizes, so many of each for the whole process and no more: who comes too
 * early waits. A call borrows one at a time, so that no two wait for each other. A thread gets the one that it had last,
 * if it is there: nothing is allocated then, and nothing is written that other threads use.
 */
public final class DirectBuffers {
    /** What a large buffer holds beside a piece of 1 MiB: the rest of a grain of the usual size at each end. */
    private static final int MARGIN_BYTES = 128 << 10;

    /** Numbers between two that are used, so that they lie on cache lines of their own. */
    private static final int STRIDE = 32;

    private static final DirectBuffers SMALL = new DirectBuffers(64 << 10, 128);
    private static final DirectBuffers LARGE = new DirectBuffers((1 << 20) + MARGIN_BYTES, 16);

    private final int bufferBytes;
    private final Loan[] loans;

    /** 1 where a buffer is lent. */
    private final AtomicIntegerArray lent;

    private final AtomicInteger waiterCount = new AtomicInteger();

    /** The count is a power of two. */
    private DirectBuffers(int bufferBytes, int count) {
        this.bufferBytes = bufferBytes;
        this.lent = new AtomicIntegerArray(count * STRIDE);
        this.loans = new Loan[count];
        for (int i = 0; i < count; i++) {
            loans[i] = new Loan(this, i);
        }
    }

    /** A borrowed buffer; closed exactly once, by who borrowed it. */
    public static final class Loan implements AutoCloseable {
        private final @Nullable DirectBuffers lender;
        private final int number;
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        private Loan(@Nullable DirectBuffers lender, int number) {
            this.lender = lender;
            this.number = number;
        }

        /** Of unknown content; from its position, 0, to its limit, what was asked for. */
        public ByteBuffer buffer() {
            return buffer;
        }

        @Override
        public void close() {
            if (lender != null) {
                lender.takeBack(number);
            }
        }

        private Loan of(int lengthBytes, int capacityBytes) {
            if (buffer.capacity() < capacityBytes) {
                buffer = ByteBuffer.allocateDirect(capacityBytes);
            }
            buffer.clear().limit(lengthBytes);
            return this;
        }
    }

    /**
     * Lends a buffer. One larger than the large ones, which only disks with unusually large grains need, is made for the
     * occasion.
     */
    public static Loan borrow(int lengthBytes) {
        if (lengthBytes <= SMALL.bufferBytes) {
            return SMALL.lend(lengthBytes);
        }
        if (lengthBytes <= LARGE.bufferBytes) {
            return LARGE.lend(lengthBytes);
        }
        return new Loan(null, 0).of(lengthBytes, lengthBytes);
    }

    private Loan lend(int lengthBytes) {
        int number = take();
        try {
            return loans[number].of(lengthBytes, bufferBytes);
        } catch (OutOfMemoryError e) {
            takeBack(number);
            throw e;
        }
    }

    private int take() {
        int number = takeOneThatIsThere();
        return number >= 0 ? number : awaitOne();
    }

    /** Its number, or a negative one if all are lent. */
    private int takeOneThatIsThere() {
        int home = (int) Thread.currentThread().getId();
        for (int i = 0; i < loans.length; i++) {
            int number = (home + i) & (loans.length - 1);
            if (lent.get(number * STRIDE) == 0 && lent.compareAndSet(number * STRIDE, 0, 1)) {
                return number;
            }
        }
        return -1;
    }

    /** Looks again after it is known to wait: who gives one back before has left it there, who does after wakes this one. */
    private synchronized int awaitOne() {
        boolean interrupted = false;
        waiterCount.incrementAndGet();
        try {
            while (true) {
                int number = takeOneThatIsThere();
                if (number >= 0) {
                    return number;
                }
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            waiterCount.decrementAndGet();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void takeBack(int number) {
        lent.set(number * STRIDE, 0);
        if (waiterCount.get() > 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }
}
