// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.xts;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts the calls that use something, so that it goes only after the last of them. Costs a call two atomic additions, and
 * threads with different numbers add in different places, so that they do not wait for each other's cache lines.
 */
public final class UseCount {
    /** A power of two. */
    private static final int PLACES = 16;

    /** Numbers between two places, so that they lie on cache lines of their own. */
    private static final int STRIDE = 32;

    /** How many calls run, by the number of their thread; refused ones for a moment included. */
    private final AtomicIntegerArray uses = new AtomicIntegerArray((PLACES + 1) * STRIDE);

    private volatile boolean closed;

    /** Begins a use; must be followed by {@link #leave()}, in a finally clause, in the same thread. */
    public void enter() {
        uses.getAndIncrement(place());
        if (closed) {
            leave();
            throw new IllegalStateException("cipher is closed");
        }
    }

    /** Ends a use. */
    public void leave() {
        if (uses.decrementAndGet(place()) == 0 && closed) {
            wakeCloser();
        }
    }

    private synchronized void wakeCloser() {
        notifyAll();
    }

    /** Refuses new uses and waits until none runs. Interrupts do not end the wait, but are kept. */
    public synchronized void close() {
        closed = true; // who adds to a place after it was found empty sees this
        boolean interrupted = false;
        for (int i = 1; i <= PLACES; i++) {
            while (uses.get(i * STRIDE) > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static int place() {
        return (1 + ((int) Thread.currentThread().getId() & (PLACES - 1))) * STRIDE;
    }
}
