// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import org.sectorkeep.vmdk.internal.file.Sectors;

/** What a grain table says of one grain. */
sealed interface GrainEntry {
    /** On-disk value of a grain that is not there. */
    int RAW_UNALLOCATED = 0;

    /** On-disk value of a grain of zeroes, where the header's flag allows it. */
    int RAW_ZERO = 1;

    /** Not in this file: a parent's, or zeroes. */
    record Unallocated() implements GrainEntry {}

    /** Zeroes, without space in the file. */
    record Zero() implements GrainEntry {}

    /** Stored from a sector of the file on. */
    record Allocated(long sectorIndex) implements GrainEntry {}

    Unallocated UNALLOCATED = new Unallocated();
    Zero ZERO = new Zero();

    static GrainEntry of(int raw, boolean zeroedGrains) {
        if (raw == RAW_UNALLOCATED) {
            return UNALLOCATED;
        }
        return raw == RAW_ZERO && zeroedGrains ? ZERO : new Allocated(Sectors.ofEntry(raw));
    }
}
