// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

/** Since when a connection waits for its client in the middle of something, in each direction. */
public final class Activity {
    private static final long NOT = Long.MIN_VALUE;

    private volatile long receivingSinceNanos = NOT;
    private volatile long sendingSinceNanos = NOT;

    /** Something more is awaited now. */
    public void receiving() {
        receivingSinceNanos = System.nanoTime();
    }

    public void received() {
        receivingSinceNanos = NOT;
    }

    public void sending() {
        sendingSinceNanos = System.nanoTime();
    }

    public void sent() {
        sendingSinceNanos = NOT;
    }

    /** How long nothing moved in a direction in which something should. */
    public long stalledNanos(long nowNanos) {
        return Math.max(since(receivingSinceNanos, nowNanos), since(sendingSinceNanos, nowNanos));
    }

    private static long since(long startNanos, long nowNanos) {
        return startNanos == NOT ? 0 : nowNanos - startNanos;
    }
}
