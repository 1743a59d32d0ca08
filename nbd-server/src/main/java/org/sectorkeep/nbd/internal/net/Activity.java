// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

/** How a connection gets on with its client, in each direction. */
public final class Activity {
    private static final long NOT = Long.MIN_VALUE;

    private final Way receiving = new Way();
    private final Way sending = new Way();

    /** One direction, in which one thread moves bytes at a time; others look. */
    public static final class Way {
        private volatile long waitingSinceNanos = NOT;
        private volatile long begunNanos = NOT;
        private volatile long movedBytes;

        /** Content that keeps a buffer is on its way from now on. */
        void begin() {
            movedBytes = 0;
            begunNanos = System.nanoTime();
        }

        /** Something more is awaited now. */
        void await() {
            waitingSinceNanos = System.nanoTime();
        }

        void moved(long bytes) {
            long before = movedBytes;
            movedBytes = before + bytes;
        }

        /** Nothing is awaited for now. */
        void rest() {
            waitingSinceNanos = NOT;
        }

        /** All that was on its way has arrived. */
        void end() {
            begunNanos = NOT;
            waitingSinceNanos = NOT;
        }

        private long stalledNanos(long nowNanos) {
            long since = waitingSinceNanos;
            return since == NOT ? 0 : nowNanos - since;
        }

        private boolean isSlower(long nowNanos, long patienceNanos, long bytesPerSecond) {
            long begun = begunNanos;
            double mayTakeNanos = patienceNanos + movedBytes * 1e9 / bytesPerSecond;
            return begun != NOT && nowNanos - begun > mayTakeNanos;
        }
    }

    public Way receiving() {
        return receiving;
    }

    public Way sending() {
        return sending;
    }

    /** How long nothing moved in a direction in which something should. */
    public long stalledNanos(long nowNanos) {
        return Math.max(receiving.stalledNanos(nowNanos), sending.stalledNanos(nowNanos));
    }

    /** Whether content that keeps a buffer moves more slowly than this, some patience aside. */
    public boolean isSlower(long nowNanos, long patienceNanos, long bytesPerSecond) {
        return receiving.isSlower(nowNanos, patienceNanos, bytesPerSecond)
                || sending.isSlower(nowNanos, patienceNanos, bytesPerSecond);
    }
}
