// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import org.sectorkeep.keys.HostKeys;

/**
 * What operations in place work with.
 *
 * @param keys where KEKs come from
 * @param opening how disks are opened
 * @param windowBytes how much is converted between two forces
 */
record InPlaceMeans(HostKeys keys, DiskOpening opening, int windowBytes) {
    private static final int WINDOW_BYTES = 16 << 20;
    private static final int LEAST_WINDOW_BYTES = 1 << 20;

    static InPlaceMeans of(HostKeys keys) {
        return new InPlaceMeans(keys, DiskOpening.REAL, WINDOW_BYTES);
    }

    /** No larger than what there is to convert, so that the journal of a small disk is small. */
    int windowBytes(long dataBytes) {
        return (int) Math.min(windowBytes, Math.max(dataBytes, LEAST_WINDOW_BYTES));
    }
}
