// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;

/**
 * A volume whose content is brought to another device, while it is read and written: what is written meanwhile goes to both.
 * All of it must be either copied or left out. Thread-safe.
 */
public interface Evacuation {
    /** Ranges begin at a multiple of this, and end at one or with the volume. */
    int STEP_BYTES = 1 << 20;

    /**
     * The size of the volume.
     *
     * @return bytes, at least 512
     */
    long capacityBytes();

    /**
     * Copies a range. Writes to it wait meanwhile.
     *
     * @param offsetBytes where it begins: a multiple of {@link #STEP_BYTES}
     * @param lengthBytes how long it is: a multiple of {@link #STEP_BYTES}, or up to the end
     * @throws IllegalArgumentException if the range is not as said
     * @throws OperationStoppedException if the evacuation shall stop
     * @throws IOException if reading or writing fails
     */
    void copy(long offsetBytes, long lengthBytes) throws IOException;

    /**
     * Says that nobody needs what a range holds now: what is read from it afterwards, before it is written, is undefined.
     *
     * @param offsetBytes where it begins: a multiple of {@link #STEP_BYTES}
     * @param lengthBytes how long it is: a multiple of {@link #STEP_BYTES}, or up to the end
     * @throws IllegalArgumentException if the range is not as said
     */
    void leaveOut(long offsetBytes, long lengthBytes);
}
