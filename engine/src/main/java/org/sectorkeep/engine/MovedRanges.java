// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.util.BitSet;

/** Which steps of a volume are dealt with. Thread-safe. */
final class MovedRanges {
    private final long capacityBytes;
    private final BitSet steps = new BitSet();

    MovedRanges(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    void require(long offsetBytes, long lengthBytes) {
        boolean inside = offsetBytes >= 0 && lengthBytes >= 0 && lengthBytes <= capacityBytes - offsetBytes;
        if (!inside || !isStep(offsetBytes) || !(isStep(lengthBytes) || offsetBytes + lengthBytes == capacityBytes)) {
            throw new IllegalArgumentException("range of " + lengthBytes + " bytes at " + offsetBytes
                    + " is not made of steps of " + Evacuation.STEP_BYTES + " bytes inside " + capacityBytes);
        }
    }

    private static boolean isStep(long bytes) {
        return bytes % Evacuation.STEP_BYTES == 0;
    }

    synchronized void done(long offsetBytes) {
        steps.set(Math.toIntExact(offsetBytes / Evacuation.STEP_BYTES));
    }

    synchronized long doneBytes() {
        return Math.min(capacityBytes, (long) steps.cardinality() * Evacuation.STEP_BYTES);
    }
}
