// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.vmdk.internal.file.RandomFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * An empty sparse extent, laid out as QEMU does: header, descriptor area, redundant directory and tables, directory and
 * tables, all preallocated, the tables as holes; grains from the next multiple of a grain on.
 */
public final class SparseSkeleton {
    /** What the directory of one file may describe: 256 TiB. */
    public static final long MAX_CAPACITY_SECTORS = 1L << 39;

    private static final int GRAIN_SECTORS = 128;
    private static final int ENTRIES_PER_TABLE = 512;
    private static final int TABLE_SECTORS = ENTRIES_PER_TABLE * Integer.BYTES / Sectors.SECTOR_BYTES;
    private static final int DESCRIPTOR_SECTOR = 1;

    /** "Virtual Disk Format 5.0" asks for it. */
    private static final int STREAM_VERSION = 3;

    private static final int DESCRIPTOR_SECTORS = 20;

    private final long capacitySectors;
    private final int tableCount;
    private final long redundantSector = DESCRIPTOR_SECTOR + DESCRIPTOR_SECTORS;
    private final long directorySector;
    private final long overheadSectors;

    public SparseSkeleton(long capacitySectors) {
        this.capacitySectors = capacitySectors;
        this.tableCount = (int) Sectors.ceilDiv(capacitySectors, (long) GRAIN_SECTORS * ENTRIES_PER_TABLE);
        long tablesSectors = (long) tableCount * TABLE_SECTORS;
        this.directorySector = redundantSector + directorySectors() + tablesSectors;
        this.overheadSectors = Sectors.roundUp(directorySector + directorySectors() + tablesSectors, GRAIN_SECTORS);
    }

    private long directorySectors() {
        return Sectors.ceilDiv((long) tableCount * Integer.BYTES, Sectors.SECTOR_BYTES);
    }

    public SparseHeader header() {
        return new SparseHeader(
                SparseHeader.MAGIC,
                1,
                SparseHeader.FLAG_NEWLINE_TEST | SparseHeader.FLAG_REDUNDANT_DIRECTORY,
                capacitySectors,
                GRAIN_SECTORS,
                DESCRIPTOR_SECTOR,
                DESCRIPTOR_SECTORS,
                ENTRIES_PER_TABLE,
                redundantSector,
                directorySector,
                overheadSectors,
                (byte) 0,
                SparseHeader.SOUND_NEWLINES,
                SparseHeader.COMPRESSION_NONE,
                ByteBuffer.allocate(SparseHeader.REST_BYTES).asReadOnlyBuffer());
    }

    /** The first header of a stream-optimized file: the footer says where the directory is. */
    SparseHeader streamHeader() {
        return new SparseHeader(
                SparseHeader.MAGIC,
                STREAM_VERSION,
                SparseHeader.FLAG_NEWLINE_TEST | SparseHeader.FLAG_COMPRESSED | SparseHeader.FLAG_MARKERS,
                capacitySectors,
                GRAIN_SECTORS,
                DESCRIPTOR_SECTOR,
                DESCRIPTOR_SECTORS,
                ENTRIES_PER_TABLE,
                0,
                SparseHeader.DIRECTORY_AT_END,
                GRAIN_SECTORS,
                (byte) 0,
                SparseHeader.SOUND_NEWLINES,
                SparseHeader.COMPRESSION_DEFLATE,
                ByteBuffer.allocate(SparseHeader.REST_BYTES).asReadOnlyBuffer());
    }

    /** Writes all of it into an empty file. */
    public void write(RandomFile file) throws IOException {
        file.write(0, ByteBuffer.wrap(header().write()));
        writeDirectory(file, redundantSector);
        writeDirectory(file, directorySector);
        long lastSectorBytes = Sectors.toBytes(overheadSectors - 1);
        if (lastSectorBytes >= file.sizeBytes()) {
            file.write(lastSectorBytes, ByteBuffer.allocate(Sectors.SECTOR_BYTES));
        }
    }

    private void writeDirectory(RandomFile file, long sector) throws IOException {
        int[] entries = new int[tableCount];
        for (int i = 0; i < tableCount; i++) {
            entries[i] = (int) (sector + directorySectors() + (long) i * TABLE_SECTORS);
        }
        file.write(Sectors.toBytes(sector), GrainDirectory.bytesOf(entries));
    }
}
