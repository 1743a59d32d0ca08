// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** An operation and clients of the same disk, side by side: before each window the clients have made some steps. */
final class OnlineRace {
    private static final int DEADLINE_SECONDS = 120;

    private final Semaphore steps = new Semaphore(0);
    private final AtomicBoolean over = new AtomicBoolean();

    /** For the operation: waits for so many steps of the clients, all in all. */
    ProgressListener listener(int stepsPerWindow) {
        return (doneBytes, totalBytes) -> {
            if (doneBytes < totalBytes && !over.get()) {
                steps.acquireUninterruptibly(stepsPerWindow);
            }
        };
    }

    /** Runs all until the operation has ended; throws what it, or a client, threw. */
    InPlaceResult run(OnlineDisk disk, List<OnlineClient> clients) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (OnlineClient client : clients) {
                running.add(threads.submit((Callable<?>) () -> use(client)));
            }
            Future<InPlaceResult> operation = threads.submit(disk::run);
            try {
                return operation.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            } finally {
                over.set(true);
                for (Future<?> each : running) {
                    each.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void use(OnlineClient client) throws Exception {
        try {
            while (!over.get()) {
                client.step();
                steps.release();
            }
            return null;
        } catch (Exception | Error e) {
            over.set(true);
            steps.release(Integer.MAX_VALUE / 2);
            throw e;
        }
    }
}
