// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import org.sectorkeep.vmdk.ChangeTracking;

/**
 * How an operation in place is done.
 *
 * @param resilience how it survives a crash; one that is resumed goes on as it was begun
 * @param tracking whether a disk whose changes another product tracks is refused, or its tracking dropped
 * @param maxBytesPerSecond how much content is rewritten in a second at most, from 1 on; {@link Long#MAX_VALUE} for no limit
 * @param progress is told how far it is; when it says so the operation stops after a window
 */
public record InPlaceOptions(
        Resilience resilience, ChangeTracking tracking, long maxBytesPerSecond, ProgressListener progress) {
    /** Checksums, no limit, change tracking kept, nobody told. */
    public static final InPlaceOptions DEFAULT =
            new InPlaceOptions(Resilience.CHECKSUM, ChangeTracking.KEEP, Long.MAX_VALUE, ProgressListener.NONE);

    /**
     * Refuses a limit below 1.
     *
     * @param resilience how it survives a crash
     * @param tracking what becomes of change tracking
     * @param maxBytesPerSecond from 1 on
     * @param progress is told how far it is
     */
    public InPlaceOptions {
        if (maxBytesPerSecond < 1) {
            throw new IllegalArgumentException("the rate must be at least 1 byte a second, found " + maxBytesPerSecond);
        }
    }
}
