// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.util.OptionalLong;
import org.sectorkeep.engine.LuksPlacement;

/**
 * Where the content of a new header of version 2 is.
 *
 * @param offsetBytes where it begins
 * @param fixedBytes how much it is, if not all up to the end of its file
 */
public record NewSegment(long offsetBytes, OptionalLong fixedBytes) {
    static NewSegment usual(LuksPlacement placement) {
        return new NewSegment(placement == LuksPlacement.DETACHED ? 0 : Luks2Writer.TOTAL_BYTES, OptionalLong.empty());
    }

    String sizeText() {
        return fixedBytes.isPresent() ? String.valueOf(fixedBytes.getAsLong()) : "dynamic";
    }
}
