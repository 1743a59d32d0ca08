// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/**
 * A run of bytes of a disk that are stored in the same way.
 *
 * @param kind how they are stored
 * @param lengthBytes at least 1
 */
public record StoredRun(Kind kind, long lengthBytes) {
    /** How a run is stored. */
    public enum Kind {
        /** In a file, here or in a disk below. Its content may be zeroes all the same. */
        DATA,
        /** Nowhere: it reads as zeroes, and writing there takes new space. */
        HOLE
    }
}
