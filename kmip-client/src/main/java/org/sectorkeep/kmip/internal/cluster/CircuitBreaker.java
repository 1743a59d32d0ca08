// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.cluster;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.sectorkeep.kmip.CircuitState;

/**
 * Leaves a server alone that failed several times in a row, for a while that grows from failure to failure. When it is over,
 * one call tries. The while is shortened at random, so that many hosts do not come back at one moment. Safe for use by many
 * threads.
 */
public final class CircuitBreaker {
    private static final int FAILURES_TO_OPEN = 3;
    private static final Duration FIRST_WHILE = Duration.ofSeconds(2);
    private static final Duration LONGEST_WHILE = Duration.ofSeconds(30);
    private static final double JITTER = 0.5;
    private static final int MAX_DOUBLINGS = 10;

    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private CircuitState state = CircuitState.CLOSED;
    private int failures;
    private long reopensAtNanos;

    /** A closed one; {@code random} answers 0 to 1. */
    public CircuitBreaker(LongSupplier nanoTime, DoubleSupplier random) {
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /** What it is now. */
    public synchronized CircuitState state() {
        return state;
    }

    /** How often the server failed in a row. */
    public synchronized int failures() {
        return failures;
    }

    /** Whether the server may be asked now; who is allowed must report how it went. */
    public synchronized boolean tryPass() {
        if (state == CircuitState.CLOSED) {
            return true;
        }
        // A trial whose outcome was never reported must not lock the server out for ever.
        if (nanoTime.getAsLong() - reopensAtNanos < 0) {
            return false;
        }
        state = CircuitState.HALF_OPEN;
        reopensAtNanos = nanoTime.getAsLong() + LONGEST_WHILE.toNanos();
        return true;
    }

    /** The server answered. */
    public synchronized void succeeded() {
        state = CircuitState.CLOSED;
        failures = 0;
    }

    /** The server could not be asked, or did not answer. */
    public synchronized void failed() {
        failures++;
        if (state == CircuitState.HALF_OPEN || failures >= FAILURES_TO_OPEN) {
            state = CircuitState.OPEN;
            reopensAtNanos = nanoTime.getAsLong() + whileNanos();
        }
    }

    private long whileNanos() {
        int doublings = Math.min(MAX_DOUBLINGS, Math.max(0, failures - FAILURES_TO_OPEN));
        long full = Math.min(LONGEST_WHILE.toNanos(), FIRST_WHILE.toNanos() << doublings);
        return (long) (full * (1 - JITTER * random.getAsDouble()));
    }
}
