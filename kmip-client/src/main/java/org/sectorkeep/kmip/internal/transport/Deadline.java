// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.transport;

import java.time.Duration;

/**
 * A point on the monotonic clock.
 *
 * @param atNanos by {@link System#nanoTime()}
 */
public record Deadline(long atNanos) {
    /** The point that is this far away. */
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** This one, or the point that is {@code duration} away if that comes first. */
    public Deadline within(Duration duration) {
        Deadline other = in(duration);
        return other.atNanos - atNanos < 0 ? other : this;
    }

    /** What is left; zero or less if it has passed. */
    public long remainingNanos() {
        return atNanos - System.nanoTime();
    }

    /** What is left as a duration; never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, remainingNanos()));
    }

    /** Whether it has passed. */
    public boolean hasPassed() {
        return remainingNanos() <= 0;
    }
}
