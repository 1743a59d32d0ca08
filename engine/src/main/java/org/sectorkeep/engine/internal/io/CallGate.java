// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Lets calls through until it is shut; shutting waits for the calls that are inside. */
public final class CallGate {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Supplier<IOException> refusal;
    private volatile boolean shut;

    public CallGate(Supplier<IOException> refusal) {
        this.refusal = refusal;
    }

    /** Runs a call, or refuses it when the gate is shut. */
    public void pass(IoTask call) throws IOException {
        lock.readLock().lock();
        try {
            if (shut) {
                throw refusal.get();
            }
            call.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Refuses calls from now on, waits for running ones, then runs {@code last}; the second time it does nothing. */
    public void shut(IoTask last) throws IOException {
        boolean first;
        synchronized (this) {
            first = !shut;
            shut = true;
        }
        lock.writeLock().lock();
        try {
            if (first) {
                last.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
