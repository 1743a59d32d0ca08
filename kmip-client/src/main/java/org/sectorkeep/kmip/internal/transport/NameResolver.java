// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.TransportFailure;

/**
 * Looks names up within a deadline. The JDK's resolver cannot be interrupted, so it runs in a few daemon threads that a
 * caller leaves behind when its time is over. Safe for use by many threads.
 */
final class NameResolver {
    private static final int THREADS = 8;
    private static final int QUEUE_LENGTH = 256;
    private static final long IDLE_SECONDS = 10;

    private static final ThreadPoolExecutor LOOK_UPS = lookUps();

    private final Lookup lookup;

    NameResolver(Lookup lookup) {
        this.lookup = lookup;
    }

    /** A resolver that may block as long as it likes. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private static ThreadPoolExecutor lookUps() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE_LENGTH), task -> {
                    Thread thread = new Thread(task, "kmip-resolve");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    List<InetAddress> resolve(Stage stage) throws KmipTransportException {
        stage.check();
        String host = stage.server().host();
        try {
            if (stage.server().isAddress()) {
                // Nothing is looked up for an address, so that names which hang do not hold it up.
                return List.of(InetAddress.getAllByName(host));
            }
            return List.of(await(LOOK_UPS.submit(() -> lookup.addresses(host)), stage));
        } catch (UnknownHostException e) {
            throw stage.failed(TransportFailure.NAME_NOT_KNOWN, "", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownHostException unknown
                    ? stage.failed(TransportFailure.NAME_NOT_KNOWN, "", unknown)
                    : stage.failed(TransportFailure.BROKEN, "", e.getCause());
        } catch (TimeoutException | RejectedExecutionException e) {
            throw stage.failed(TransportFailure.TIMED_OUT, "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stage.failed(TransportFailure.INTERRUPTED, "", e);
        }
    }

    private static InetAddress[] await(Future<InetAddress[]> future, Stage stage)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return future.get(Math.max(1, stage.deadline().remainingNanos()), TimeUnit.NANOSECONDS);
        } finally {
            future.cancel(false);
        }
    }
}
