// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.internal.cluster.CircuitBreaker;
import org.sectorkeep.kmip.internal.transport.Deadline;
import org.sectorkeep.kmip.message.KmipOperationException;

/** A server of a cluster and how it did lately. Safe for use by many threads. */
final class ClusterMember {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Weight of the newest latency in the average. */
    private static final double NEWEST = 0.2;

    private static final double NANOS_PER_MILLI = 1e6;

    private final int index;
    private final KmipClient client;
    private final Notifier notifier;
    private final CircuitBreaker breaker = new CircuitBreaker(System::nanoTime, () -> RANDOM.nextDouble());
    private double latencyMillis;
    private @Nullable KmipException lastFailure;

    ClusterMember(int index, KmipClient client, Notifier notifier) {
        this.index = index;
        this.client = client;
        this.notifier = notifier;
    }

    /** Something to ask of a server. */
    @FunctionalInterface
    interface Question<R extends @Nullable Object> {
        R ask(KmipClient client) throws KmipException;
    }

    int index() {
        return index;
    }

    KmipServer server() {
        return client.server();
    }

    KmipClient client() {
        return client;
    }

    /**
     * The lower, the better: failures first, then the latency's order of magnitude, so that servers that are about as quick
     * stay in the order in which they were given.
     */
    synchronized int score() {
        int magnitude = (int) Math.round(Math.log(1 + latencyMillis) / Math.log(4));
        return breaker.failures() * 100 + magnitude;
    }

    CircuitState circuit() {
        return breaker.state();
    }

    /** Asks unless the circuit is open, and remembers how it went. */
    <R extends @Nullable Object> R ask(Question<R> question) throws KmipException {
        pass();
        long start = System.nanoTime();
        try {
            R answer = question.ask(client);
            succeeded(start);
            return answer;
        } catch (KmipOperationException e) {
            succeeded(start);
            throw e;
        } catch (KmipException e) {
            failed(e);
            throw e;
        }
    }

    /** Lends keys to a consumer; answers why it could not for the others. */
    Map<String, KmipException> getAll(List<String> ids, KeyReader<?> consumer, Deadline deadline)
            throws ServerLeftAloneException {
        pass();
        long start = System.nanoTime();
        Map<String, KmipException> failures = client.getAll(ids, consumer, deadline);
        failures.values().stream()
                .filter(KmipTransportException.class::isInstance)
                .findFirst()
                .ifPresentOrElse(this::failed, () -> succeeded(start));
        return failures;
    }

    private void pass() throws ServerLeftAloneException {
        if (!changing(breaker::tryPass)) {
            throw new ServerLeftAloneException(server(), lastFailure());
        }
    }

    private void succeeded(long startNanos) {
        double millis = (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
        synchronized (this) {
            latencyMillis = latencyMillis == 0 ? millis : latencyMillis + NEWEST * (millis - latencyMillis);
        }
        changing(() -> {
            breaker.succeeded();
            return true;
        });
    }

    private void failed(KmipException e) {
        synchronized (this) {
            lastFailure = e;
        }
        // An interrupted caller says nothing about the server.
        if (!Thread.currentThread().isInterrupted()) {
            changing(() -> {
                breaker.failed();
                return true;
            });
        }
    }

    private synchronized KmipException lastFailure() {
        return Objects.requireNonNull(lastFailure);
    }

    private boolean changing(BooleanSupplier step) {
        CircuitState before = breaker.state();
        boolean answer = step.getAsBoolean();
        CircuitState after = breaker.state();
        if (before != after) {
            notifier.tell(listener -> listener.circuitChanged(server(), after));
        }
        return answer;
    }
}
