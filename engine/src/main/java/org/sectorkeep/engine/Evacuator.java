// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;

/** Empties the devices of a datastore: a storage stack that knows what is stored, and where, does it in its own way. */
@FunctionalInterface
public interface Evacuator {
    /** Copies all, from the first byte to the last. */
    Evacuator COPY = evacuation -> {
        for (long at = 0; at < evacuation.capacityBytes(); at += Evacuation.STEP_BYTES) {
            evacuation.copy(at, Math.min(Evacuation.STEP_BYTES, evacuation.capacityBytes() - at));
        }
    };

    /**
     * Brings all that a volume holds to its new device.
     *
     * @param evacuation the volume; each range of it is copied or left out when this returns
     * @throws IOException if that fails: the volume then stays where it is
     */
    void evacuate(Evacuation evacuation) throws IOException;
}
