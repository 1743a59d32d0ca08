// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * The numbers of an seSparse extent once they have been found to fit each other and the file. One whose journal has to
 * be replayed first is refused: its tables are not what they seem.
 *
 * @param tableCount entries of the grain directory in use
 * @param possibleTables how many tables the area for them holds
 * @param possibleGrains how many grains the area for them holds, as far as the file goes
 */
public record SeSparseLayout(
        Path path,
        long capacitySectors,
        int tableCount,
        long directorySector,
        long tablesSector,
        long possibleTables,
        long grainsSector,
        long possibleGrains) {
    public static final int CAPACITY_OFFSET = SeSparseHeader.CAPACITY_OFFSET;

    static final int GRAIN_SECTORS = 8;
    static final int GRAIN_BYTES = GRAIN_SECTORS * Sectors.SECTOR_BYTES;
    static final int TABLE_SECTORS = 64;
    static final int TABLE_BYTES = TABLE_SECTORS * Sectors.SECTOR_BYTES;
    static final int ENTRIES_PER_TABLE = TABLE_BYTES / Long.BYTES;

    /** 64 TiB, the most that ESXi makes. */
    private static final long MAX_CAPACITY_SECTORS = 1L << 37;

    private static final long VOLATILE_MAGIC = 0xcafecafeL;
    private static final int REPLAY_OFFSET = 24; // behind magic, free table and transaction numbers
    private static final long QUICK_TABLES = 1024;
    private static final String HEADER = "seSparse header";

    /** Reads and checks both headers of a file. */
    public static SeSparseLayout read(LockedFile file) throws IOException {
        byte[] sector = file.readUpTo(0, SeSparseHeader.BYTES);
        if (sector.length < SeSparseHeader.BYTES) {
            throw damaged(file, "length", sector.length, "expected 512 bytes, found " + sector.length);
        }
        SeSparseHeader header = SeSparseHeader.read(sector);
        checkForm(file, header);
        refuseDirty(file, header);
        return layout(file, header);
    }

    private static void checkForm(LockedFile file, SeSparseHeader header) throws IOException {
        if (header.magic() != SeSparseHeader.MAGIC) {
            throw damaged(file, "magic", SeSparseHeader.MAGIC_OFFSET, "expected 0xcafebabe");
        }
        if (header.version() != SeSparseHeader.VERSION) {
            throw new UnsupportedDiskException(
                    file.path(), "seSparse version 0x" + Long.toHexString(header.version()) + " is unknown");
        }
        if (header.grainSectors() != GRAIN_SECTORS || header.tableSectors() != TABLE_SECTORS) {
            String sizes = header.grainSectors() + " sectors, grain tables of " + header.tableSectors();
            throw new UnsupportedDiskException(file.path(), "its grains are of " + sizes + ": only 8 and 64 are known");
        }
        if (header.zeroes() != 0) {
            throw new UnsupportedDiskException(file.path(), "its seSparse header has flags that are unknown");
        }
    }

    private static void refuseDirty(LockedFile file, SeSparseHeader header) throws IOException {
        requireArea(file, "volatile header", SeSparseHeader.VOLATILE_HEADER_OFFSET, header.volatileHeaderSector(), 1);
        long position = Sectors.toBytes(header.volatileHeaderSector());
        ByteBuffer sector =
                ByteBuffer.wrap(file.readUpTo(position, Sectors.SECTOR_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        if (sector.getLong(0) != VOLATILE_MAGIC) {
            throw new VmdkFormatException(
                    file.path(), "seSparse volatile header", "magic", position, "expected 0xcafecafe");
        }
        if (sector.get(REPLAY_OFFSET) != 0) {
            throw new UnsupportedDiskException(
                    file.path(), "its journal has to be replayed first, since it was not closed: open it in ESXi once");
        }
    }

    private static SeSparseLayout layout(LockedFile file, SeSparseHeader header) throws IOException {
        long capacity = header.capacitySectors();
        if (capacity < 1 || capacity > MAX_CAPACITY_SECTORS) {
            String problem = "expected 1 to " + MAX_CAPACITY_SECTORS + ", found " + Long.toUnsignedString(capacity);
            throw damaged(file, "capacity", SeSparseHeader.CAPACITY_OFFSET, problem);
        }
        long tables = Sectors.ceilDiv(capacity, (long) GRAIN_SECTORS * ENTRIES_PER_TABLE);
        long neededSectors = Sectors.ceilDiv(tables * Long.BYTES, Sectors.SECTOR_BYTES);
        if (header.directorySectors() < neededSectors) {
            String problem = "the capacity needs " + neededSectors + " sectors, found " + header.directorySectors();
            throw damaged(file, "grain directory", SeSparseHeader.DIRECTORY_OFFSET + Long.BYTES, problem);
        }
        requireArea(file, "grain directory", SeSparseHeader.DIRECTORY_OFFSET, header.directorySector(), neededSectors);
        requireArea(file, "grain tables", SeSparseHeader.TABLES_OFFSET, header.tablesSector(), 0);
        requireArea(file, "grains", SeSparseHeader.GRAINS_OFFSET, header.grainsSector(), 0);
        long fileSectors = file.sizeBytes() / Sectors.SECTOR_BYTES;
        return new SeSparseLayout(
                file.path(),
                capacity,
                (int) tables,
                header.directorySector(),
                header.tablesSector(),
                inFile(header.tablesSectors(), fileSectors - header.tablesSector()) / TABLE_SECTORS,
                header.grainsSector(),
                Sectors.ceilDiv(inFile(header.grainsSectors(), fileSectors - header.grainsSector()), GRAIN_SECTORS));
    }

    /** An area ends with the file; its size is unsigned. */
    private static long inFile(long sectorCount, long availableSectors) {
        return sectorCount < 0 ? availableSectors : Math.min(sectorCount, availableSectors);
    }

    private static void requireArea(LockedFile file, String field, int offset, long sector, long sectorCount)
            throws IOException {
        long fileSectors = file.sizeBytes() / Sectors.SECTOR_BYTES;
        if (sector < 1 || sector > fileSectors || sectorCount > fileSectors - sector) {
            String problem = "its " + sectorCount + " sectors at sector " + Long.toUnsignedString(sector)
                    + " do not fit the file of " + fileSectors + " sectors";
            throw damaged(file, field, offset, problem);
        }
    }

    private static VmdkFormatException damaged(LockedFile file, String field, long offsetBytes, String problem) {
        return new VmdkFormatException(file.path(), HEADER, field, offsetBytes, problem);
    }

    long lengthBytes() {
        return Sectors.toBytes(capacitySectors);
    }

    long grainCount() {
        return Sectors.ceilDiv(capacitySectors, GRAIN_SECTORS);
    }

    /** Whether all tables can be read in a moment: 32 MiB of them, 16 GiB of disk. */
    boolean isQuickToScan() {
        return tableCount <= QUICK_TABLES;
    }
}
