// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.copy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

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
        AtomicInteger number = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> results = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Worker worker = workers.get();
                results.add(pool.submit(() -> {
                    work(worker);
                    return null;
                }));
            }
        } finally {
            pool.shutdown();
        }
        boolean interrupted = awaitEnd(pool);
        throwFirstFailure(results);
        if (interrupted) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private void work(Worker worker) throws IOException {
        boolean finished = false;
        try {
            while (!stopped && worker.step()) {
                // The step did the work.
            }
            finished = true;
        } finally {
            if (!finished) {
                stopped = true;
            }
        }
    }

    /** Waits whatever happens; returns whether the thread was interrupted, and leaves its flag set then. */
    private boolean awaitEnd(ExecutorService pool) {
        boolean interrupted = false;
        while (true) {
            try {
                if (pool.awaitTermination(1, TimeUnit.DAYS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
                stopped = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return interrupted;
    }

    private static void throwFirstFailure(List<Future<?>> results) throws IOException {
        List<Throwable> failures = new ArrayList<>();
        for (Future<?> result : results) {
            failureOf(result).ifPresent(failures::add);
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

    private static Optional<Throwable> failureOf(Future<?> ended) {
        try {
            ended.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(Objects.requireNonNull(e.getCause()));
        } catch (InterruptedException e) {
            throw new IllegalStateException("a task that has ended does not wait", e);
        }
    }
}
