// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import org.sectorkeep.keys.HostKeys;

/**
 * What operations in place work with.
 *
 * @param keys where KEKs come from
 * @param opening how disks are opened
 * @param windowBytes how much is converted between two forces at most
 */
record InPlaceMeans(HostKeys keys, DiskOpening opening, int windowBytes) {
    private static final int WINDOW_BYTES = 16 << 20;
    private static final int LEAST_WINDOW_BYTES = 1 << 20;
    private static final int LEAST_WINDOW_COUNT = 32;

    static InPlaceMeans of(HostKeys keys) {
        return new InPlaceMeans(keys, DiskOpening.REAL, WINDOW_BYTES);
    }

    /**
     * For so much content at such a rate: the largest unless the disk is small or the rate low, where it would be long until
     * an operation says how far it is, or may be stopped.
     */
    int windowBytes(long dataBytes, long maxBytesPerSecond) {
        long wantedBytes = Math.min(dataBytes / LEAST_WINDOW_COUNT, maxBytesPerSecond);
        long steps = Math.max(1, wantedBytes / LEAST_WINDOW_BYTES);
        return (int) Math.min(windowBytes, steps * LEAST_WINDOW_BYTES);
    }
}
