// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import org.sectorkeep.nbd.internal.wire.Command;
import org.sectorkeep.nbd.internal.wire.Request;

/** How long the device takes for small requests of a session, lately: whether they are answered from memory. */
final class Pace {
    private static final int SMALL_BYTES = 32 << 10;
    private static final long QUICK_NANOS = 50_000;
    private static final long AT_FIRST_NANOS = 1_000_000;

    /** The newest counts for so much less. What two threads note at once may be lost. */
    private static final int INERTIA = 4;

    private volatile long recentNanos = AT_FIRST_NANOS;

    /** Whether it is a short read or write that does not wait for storage of itself. */
    static boolean isSmall(Request request) {
        boolean transfers = request.type() == Command.READ || request.type() == Command.WRITE;
        return transfers
                && !request.has(Command.FLAG_FUA)
                && request.lengthBytes() > 0
                && request.lengthBytes() <= SMALL_BYTES;
    }

    void took(Request request, long nanos) {
        if (isSmall(request)) {
            long before = recentNanos;
            recentNanos = before + (nanos - before) / INERTIA;
        }
    }

    /** Whether the next small one probably is not worth another thread. */
    boolean isQuick() {
        return recentNanos < QUICK_NANOS;
    }
}
