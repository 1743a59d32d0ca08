// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import org.sectorkeep.nbd.internal.wire.Command;
import org.sectorkeep.nbd.internal.wire.Request;

/** How long the device takes for the requests of a session, lately: whether they are answered from memory. */
final class Pace {
    private static final int SMALL_BYTES = 32 << 10;
    private static final long QUICK_NANOS = 50_000;
    private static final long AT_FIRST_NANOS = 1_000_000;

    /** The newest counts for so much less. What two threads note at once may be lost. */
    private static final int INERTIA = 4;

    /** Long ones that storage keeps waiting take longer than this for each KiB: memory and cipher give 3 GB/s and more. */
    private static final long QUICK_NANOS_PER_KIB = 350;

    /** One in so many tells the pace: the others may have lost their processor meanwhile. */
    private static final int SLOW_IN_A_ROW = 4;

    private volatile long recentNanos = AT_FIRST_NANOS;
    private volatile int slowInARow = SLOW_IN_A_ROW;

    /** Whether it is a short read or write that does not wait for storage of itself. */
    static boolean isSmall(Request request) {
        return isTransfer(request) && request.lengthBytes() <= SMALL_BYTES;
    }

    private static boolean isTransfer(Request request) {
        boolean transfers = request.type() == Command.READ || request.type() == Command.WRITE;
        return transfers && !request.has(Command.FLAG_FUA) && request.lengthBytes() > 0;
    }

    void took(Request request, long nanos) {
        if (isSmall(request)) {
            long before = recentNanos;
            recentNanos = before + (nanos - before) / INERTIA;
        } else if (isTransfer(request)) {
            long quickNanos = QUICK_NANOS + (request.lengthBytes() >> 10) * QUICK_NANOS_PER_KIB;
            slowInARow = nanos <= quickNanos ? 0 : Math.min(slowInARow + 1, SLOW_IN_A_ROW);
        }
    }

    /** Whether the next small one probably is not worth another thread. */
    boolean isQuick() {
        return recentNanos < QUICK_NANOS;
    }

    /** Whether a read or write of any length probably keeps a processor busy until it is done. */
    boolean keepsProcessor(Request request) {
        return isSmall(request) ? isQuick() : isTransfer(request) && slowInARow < SLOW_IN_A_ROW;
    }
}
