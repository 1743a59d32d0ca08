// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.util.Arrays;
import java.util.OptionalLong;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** A set of runs of sectors of a file, all of one length, that should not overlap. */
final class SectorRuns {
    private static final int FIRST_CAPACITY = 1024;

    private final int lengthSectors;
    private int[] starts = new int[FIRST_CAPACITY];
    private int count;

    SectorRuns(int lengthSectors) {
        this.lengthSectors = lengthSectors;
    }

    /** Adds a run by its start, an unsigned 32-bit sector number as it stands in a table. */
    void add(int startSector) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, Math.multiplyExact(count, 2));
        }
        starts[count] = startSector ^ Integer.MIN_VALUE; // the order of signed integers is then that of sectors
        count++;
    }

    int count() {
        return count;
    }

    private long start(int index) {
        return Sectors.ofEntry(starts[index] ^ Integer.MIN_VALUE);
    }

    /** Must be called once before the questions below. */
    void sort() {
        Arrays.sort(starts, 0, count);
    }

    /** A sector where a run starts inside another one. */
    OptionalLong firstOverlap() {
        for (int i = 1; i < count; i++) {
            if (start(i) - start(i - 1) < lengthSectors) {
                return OptionalLong.of(start(i));
            }
        }
        return OptionalLong.empty();
    }

    /** A sector of this set's runs that also belongs to a run of another set; both without overlaps of their own. */
    OptionalLong firstOverlap(SectorRuns other) {
        int mine = 0;
        int others = 0;
        while (mine < count && others < other.count) {
            if (start(mine) + lengthSectors <= other.start(others)) {
                mine++;
            } else if (other.start(others) + other.lengthSectors <= start(mine)) {
                others++;
            } else {
                return OptionalLong.of(Math.max(start(mine), other.start(others)));
            }
        }
        return OptionalLong.empty();
    }

    /** A sector of this set's runs inside {@code [startSector, startSector + sectorCount)}. */
    OptionalLong firstOverlap(long startSector, long sectorCount) {
        for (int i = 0; i < count; i++) {
            if (start(i) < startSector + sectorCount && start(i) + lengthSectors > startSector) {
                return OptionalLong.of(Math.max(start(i), startSector));
            }
        }
        return OptionalLong.empty();
    }
}
