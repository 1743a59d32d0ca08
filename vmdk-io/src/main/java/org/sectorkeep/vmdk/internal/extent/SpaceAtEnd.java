// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** Gives out the space behind the end of a sparse file, whole grains at a time, and never any of it twice. */
final class SpaceAtEnd {
    /** Tables hold 32-bit sector numbers: 2 TiB. */
    static final long MAX_FILE_SECTORS = 1L << 32;

    private final Path path;
    private final AtomicLong nextSector;
    private final int grainSectors;

    SpaceAtEnd(Path path, long fileBytes, int grainSectors) {
        this.path = path;
        this.grainSectors = grainSectors;
        long fileSectors = Sectors.ceilDiv(fileBytes, Sectors.SECTOR_BYTES);
        this.nextSector = new AtomicLong(Sectors.roundUp(fileSectors, grainSectors));
    }

    /** The first of enough sectors, aligned to a grain. */
    long take(long sectorCount) throws IOException {
        long rounded = Sectors.roundUp(sectorCount, grainSectors);
        while (true) {
            long first = nextSector.get();
            if (first + rounded > MAX_FILE_SECTORS) {
                throw new IOException("'" + path + "' is full: a sparse file cannot grow beyond 2 TiB");
            }
            if (nextSector.compareAndSet(first, first + rounded)) {
                return first;
            }
        }
    }
}
