// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.time.Duration;

/**
 * How long each phase of a call may take, and the whole call with its reconnects, retries and polls. Phases end with the
 * call. Time is taken from the monotonic clock. Each is more than zero and at most a day.
 *
 * @param resolve looking up the name
 * @param connect connecting, to all addresses of the name together
 * @param handshake the TLS handshake
 * @param write sending one request
 * @param read from a request sent to its answer complete
 * @param call everything
 */
public record Deadlines(
        Duration resolve, Duration connect, Duration handshake, Duration write, Duration read, Duration call) {
    private static final Duration MAX = Duration.ofDays(1);

    /**
     * Checks the ranges.
     *
     * @param resolve looking up the name
     * @param connect connecting, to all addresses of the name together
     * @param handshake the TLS handshake
     * @param write sending one request
     * @param read from a request sent to its answer complete
     * @param call everything
     */
    public Deadlines {
        for (Duration deadline : new Duration[] {resolve, connect, handshake, write, read, call}) {
            if (deadline.isZero() || deadline.isNegative() || deadline.compareTo(MAX) > 0) {
                throw new IllegalArgumentException("deadline " + deadline + " is not between 0 and " + MAX);
            }
        }
    }

    /**
     * 5 seconds to resolve, 5 to connect, 10 for the handshake, 10 to write, 15 to read; 30 for the call.
     *
     * @return these
     */
    public static Deadlines standard() {
        return new Deadlines(seconds(5), seconds(5), seconds(10), seconds(10), seconds(15), seconds(30));
    }

    /**
     * The same time for each phase and for the whole call.
     *
     * @param deadline the time
     * @return deadlines of that time
     */
    public static Deadlines all(Duration deadline) {
        return new Deadlines(deadline, deadline, deadline, deadline, deadline, deadline);
    }

    /**
     * The same phases in another whole.
     *
     * @param deadline for the call
     * @return deadlines that differ in {@code call} only
     */
    public Deadlines withCall(Duration deadline) {
        return new Deadlines(resolve, connect, handshake, write, read, deadline);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
