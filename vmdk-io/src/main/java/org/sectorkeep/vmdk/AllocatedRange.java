// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

/**
 * A run of bytes of a disk that are stored in the same way.
 *
 * @param kind how they are stored
 * @param offsetBytes where the run starts on the disk, in bytes
 * @param lengthBytes its length in bytes, at least 1
 */
public record AllocatedRange(Kind kind, long offsetBytes, long lengthBytes) {
    /** How a run is stored. */
    public enum Kind {
        /** In the file. */
        DATA,
        /** As a mark in the grain table, or an extent of zeroes: reads as zeroes, whatever a parent holds. */
        ZERO,
        /** Not at all: reads as the parent does there, and as zeroes where there is no parent. */
        UNALLOCATED
    }
}
