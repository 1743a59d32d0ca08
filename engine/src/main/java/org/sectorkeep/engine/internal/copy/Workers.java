// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.copy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one job in several daemon threads, one a core and at most four. When one fails, or the calling thread is
 * interrupted, the others stop after their step; none is left when {@link #run} returns.
 */
final class Workers {
    private static final int MAX_THREADS = 4;

    private final String name;
    private volatile boolean stopped;

    Workers(String name) {
        this.name = name;
    }

    /** What one thread does. */
    interface Worker {
        /** Does one step; {@code false} when nothing is left. */
        boolean step() throws IOException;
    }

    /** Makes a worker a thread and runs them to their end; throws what the first of them threw. */
    void run(Supplier<Worker> workers) throws IOException {
        int count = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        List<WorkThread> threads = new ArrayList<>();
        boolean interrupted = false;
        boolean allStarted = false;
        try {
            for (int number = 1; number <= count; number++) {
                WorkThread thread = new WorkThread(name + "-" + number, workers.get());
                thread.start();
                threads.add(thread);
            }
            allStarted = true;
        } finally {
            stopped |= !allStarted;
            interrupted = awaitEnd(threads);
        }
        throwFirstFailure(threads);
        if (interrupted) {
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Works until its worker is done, fails, or is to stop. */
    private final class WorkThread extends Thread {
        private final Worker worker;
        private @Nullable Throwable failure;

        WorkThread(String name, Worker worker) {
            super(name);
            this.worker = worker;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (!stopped && worker.step()) {
                    // The step did the work.
                }
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
                stopped = true;
            }
        }
    }

    /** Waits whatever happens; returns whether the thread was interrupted, and leaves its flag set then. */
    private boolean awaitEnd(List<WorkThread> threads) {
        boolean interrupted = false;
        for (WorkThread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    stopped = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return interrupted;
    }

    private static void throwFirstFailure(List<WorkThread> threads) throws IOException {
        List<Throwable> failures = new ArrayList<>();
        for (WorkThread thread : threads) {
            if (thread.failure != null) {
                failures.add(thread.failure);
            }
        }
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        if (first instanceof IOException io) {
            throw io;
        }
        if (first instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) first;
    }
}
