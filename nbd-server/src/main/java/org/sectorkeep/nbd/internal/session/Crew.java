// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one session: its own, and helpers that are called as long as all others are busy. At most one of them
 * waits to read beside the one that reads.
 */
final class Crew {
    private final Executor helpers;
    private final Semaphore allHelpers;
    private final int maxThreads;
    private final Runnable abort;
    private int threads;
    private boolean called;
    private @Nullable Runnable turns;

    /**
     * @param helpers runs a helper, or rejects it
     * @param allHelpers how many helpers of all sessions there may be
     * @param maxThreads of this session
     * @param abort closes the connection
     */
    Crew(Executor helpers, Semaphore allHelpers, int maxThreads, Runnable abort) {
        this.helpers = helpers;
        this.allHelpers = allHelpers;
        this.maxThreads = maxThreads;
        this.abort = abort;
    }

    /** Takes part with the session's own thread. */
    void work(Runnable task) {
        synchronized (this) {
            turns = task;
            threads++;
        }
        try {
            task.run();
        } finally {
            left();
        }
    }

    /** Calls a helper to read the next request, unless somebody is about to, or there are enough. */
    void callAnother() {
        Runnable task;
        synchronized (this) {
            task = turns;
            if (called || task == null || threads >= maxThreads || !allHelpers.tryAcquire()) {
                return;
            }
            called = true;
            threads++;
        }
        try {
            helpers.execute(() -> help(task));
        } catch (RejectedExecutionException e) {
            arrived();
            allHelpers.release();
            left();
        }
    }

    /** Whether a thread should wait for its turn to read: not if another one is about to. */
    synchronized boolean mayWait() {
        boolean first = !called;
        called = true;
        return first;
    }

    /** Who was to come has come. */
    synchronized void arrived() {
        called = false;
    }

    void abort() {
        abort.run();
    }

    /** Waits until no thread is left. */
    synchronized void awaitEnd() {
        boolean interrupted = false;
        while (threads > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void help(Runnable task) {
        try {
            arrived();
            task.run();
        } finally {
            allHelpers.release();
            left();
        }
    }

    private synchronized void left() {
        threads--;
        notifyAll();
    }
}
