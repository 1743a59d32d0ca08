// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Holds an operation to a rate, over all of its run. */
final class Throttle {
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long maxBytesPerSecond;
    private final BooleanSupplier cancelled;
    private final long startNanos = System.nanoTime();
    private long startBytes = -1;

    Throttle(long maxBytesPerSecond, BooleanSupplier cancelled) {
        this.maxBytesPerSecond = maxBytesPerSecond;
        this.cancelled = cancelled;
    }

    /** Waits until so much may have been done, or until the operation is cancelled or its thread interrupted. */
    void pace(long doneBytes) {
        if (startBytes < 0) {
            startBytes = doneBytes; // what a former run did took no time of this one
        }
        long dueNanos = (long) ((doneBytes - startBytes) * 1e9 / maxBytesPerSecond);
        while (!cancelled.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            long leftNanos = dueNanos - (System.nanoTime() - startNanos);
            if (leftNanos <= 0) {
                return;
            }
            LockSupport.parkNanos(Math.min(leftNanos, MAX_PAUSE_NANOS));
        }
    }
}
