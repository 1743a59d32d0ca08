// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.IOException;
import org.sectorkeep.engine.Resilience;

/** What a record says of its window, so that a write of it that was interrupted can be finished. */
sealed interface Protection permits ChecksumProtection, CiphertextProtection {
    static Protection of(Resilience resilience) {
        return switch (resilience) {
            case CHECKSUM -> new ChecksumProtection();
            case JOURNAL -> new CiphertextProtection();
        };
    }

    /** How much that is for so much content. */
    int payloadBytes(int dataBytes);

    /** Converts a slice of the window, whose old content is in its buffer, and notes in the payload what is needed. */
    void protect(Window window, Slice slice, Conversion conversion, SectorMac.Calculator calculator);

    /**
     * Makes the new content of a slice of which any part may have been written. The payload is the one that was recorded;
     * the window's buffer holds what is there now.
     *
     * @throws org.sectorkeep.engine.DiskChangedException if it is neither the old nor the new content
     */
    void finish(Window window, Slice slice, Conversion conversion, SectorMac.Calculator calculator) throws IOException;
}
