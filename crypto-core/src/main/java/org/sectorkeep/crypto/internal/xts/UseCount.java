// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.xts;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls that use something, so that it goes only after the last of them; costs a call two atomic additions. */
public final class UseCount {
    /** The sign bit; the other bits are the number of running calls, refused ones for a moment included. */
    private static final int CLOSED = Integer.MIN_VALUE;

    private final AtomicInteger state = new AtomicInteger();
    private final CountDownLatch drained = new CountDownLatch(1);

    /** Begins a use; must be followed by {@link #leave()}, in a finally clause. */
    public void enter() {
        if (state.getAndIncrement() < 0) {
            leave();
            throw new IllegalStateException("cipher is closed");
        }
    }

    /** Ends a use. */
    public void leave() {
        if (state.decrementAndGet() == CLOSED) {
            drained.countDown();
        }
    }

    /** Refuses new uses and waits until none runs. Interrupts do not end the wait, but are kept. */
    public void close() {
        if ((state.getAndUpdate(value -> value | CLOSED) & ~CLOSED) == 0) {
            drained.countDown();
        }
        boolean interrupted = false;
        while (drained.getCount() > 0) {
            try {
                drained.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
