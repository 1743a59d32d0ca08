// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Daemon threads, one a core and at most four, that deal with the slices of one window at a time. */
final class Crew implements AutoCloseable {
    private static final int MAX_THREADS = 4;

    private final List<SectorMac.Calculator> calculators;
    private final ExecutorService threads;
    private List<Future<?>> running = List.of();

    Crew(SectorMac mac) {
        int count = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        calculators = IntStream.range(0, count).mapToObj(i -> mac.calculator()).toList();
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "sectorkeep-inplace-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What is done with one slice. */
    interface Task {
        void run(Slice slice, SectorMac.Calculator calculator) throws IOException;
    }

    /** Begins; the former window must have been awaited. */
    void start(List<Slice> slices, Task task) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> started = new ArrayList<>();
        for (SectorMac.Calculator calculator : calculators) {
            started.add(threads.submit(() -> {
                for (int i = next.getAndIncrement(); i < slices.size(); i = next.getAndIncrement()) {
                    task.run(slices.get(i), calculator);
                }
                return null;
            }));
        }
        running = started;
    }

    /** Waits for all, whatever happens; throws what the first of them threw. An interrupt is kept for later. */
    void await() throws IOException {
        List<Throwable> failures = new ArrayList<>();
        boolean interrupted = false;
        for (Future<?> each : running) {
            interrupted |= await(each, failures);
        }
        running = List.of();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Throwable failure : failures) {
            rethrow(failure);
        }
    }

    private static boolean await(Future<?> task, List<Throwable> failures) {
        boolean interrupted = false;
        while (true) {
            try {
                task.get();
                return interrupted;
            } catch (ExecutionException e) {
                failures.add(Objects.requireNonNull(e.getCause()));
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private static void rethrow(Throwable failure) throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    /** None is left when it returns. */
    @Override
    public void close() {
        try {
            await();
        } catch (IOException | RuntimeException e) {
            // Of a window that is given up, since another failure came first.
        } finally {
            threads.shutdown();
        }
    }
}
