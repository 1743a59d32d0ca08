// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.AgentConfig;

/** When a disk is tried again. Used under the lock of its disk; only {@link #leftMillis} is for everybody. */
final class Attempts {
    private final ScheduledExecutorService timer;
    private final Backoff backoff;
    private final Runnable attempt;
    private @Nullable Future<?> pending;
    /** 0 if none is to come. */
    private volatile long nextNanos;

    Attempts(ScheduledExecutorService timer, AgentConfig.Retry retry, Runnable attempt) {
        this.timer = timer;
        this.backoff = new Backoff(retry);
        this.attempt = attempt;
    }

    /** The next one comes at once, in another thread. */
    void now() {
        schedule(0);
    }

    /** The next one comes later than the one before did. */
    void later() {
        schedule(backoff.nextMillis());
    }

    /** None is to come; the one that may be running goes on. */
    void cancel() {
        Future<?> former = pending;
        if (former != null) {
            former.cancel(false);
            pending = null;
        }
        nextNanos = 0;
    }

    /** All went well: after the next failure the first one comes soon. */
    void reset() {
        backoff.reset();
    }

    /** How long it is until the next one; negative if none is to come. */
    long leftMillis() {
        long next = nextNanos;
        return next == 0 ? -1 : Math.max(0, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
    }

    private void schedule(long millis) {
        cancel();
        nextNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) | 1; // never 0
        try {
            pending = timer.schedule(attempt, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            nextNanos = 0; // the agent ends
        }
    }
}
