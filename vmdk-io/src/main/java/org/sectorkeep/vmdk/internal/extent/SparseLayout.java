// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * The numbers of a sparse extent once they have been found to fit each other and the file. Nothing is allocated for a
 * header before it has passed here.
 *
 * @param tableCount entries of the grain directory
 * @param redundantDirectorySector 0 where there is no redundant directory, or one of them is damaged
 * @param damage what is wrong with a directory that is not used, for which the other one stands in
 */
public record SparseLayout(
        Path path,
        SparseHeader header,
        int headerSectors,
        long capacitySectors,
        int grainSectors,
        int entriesPerTable,
        int tableCount,
        long directorySector,
        long redundantDirectorySector,
        List<String> damage) {
    /** 16 MiB: a buffer of one grain is held in memory. */
    private static final int MAX_GRAIN_SECTORS = 1 << 15;

    /** As in every file seen; QEMU takes no more either. */
    private static final int MAX_ENTRIES_PER_TABLE = 512;

    /** 32 MiB of directory: 256 TiB of capacity at the usual grain of 64 KiB. */
    static final int MAX_TABLES = 1 << 23;

    private static final int ENTRY_BYTES = 4;
    private static final long QUICK_TABLE_BYTES = 1L << 27;

    /** The embedded descriptor is read into memory; QEMU reads as much. */
    private static final long MAX_DESCRIPTOR_SECTORS = 2048;

    private static final int FOOTER_FROM_END_BYTES = 1024;
    private static final String HEADER = "sparse header";

    /** Reads and checks the header of a file, and the footer where the header refers to it. */
    public static SparseLayout read(LockedFile file) throws IOException {
        Path path = file.path();
        long fileBytes = file.sizeBytes();
        byte[] sector = file.readUpTo(0, SparseHeader.BYTES);
        if (sector.length < SparseHeader.BYTES) {
            throw damaged(path, "length", sector.length, "expected 512 bytes, found " + sector.length);
        }
        SparseHeader header = SparseHeader.read(sector);
        checkForm(path, header);
        SparseHeader directoryHeader =
                header.directorySector() == SparseHeader.DIRECTORY_AT_END ? footer(file, header) : header;
        return new Checker(path, fileBytes, header, directoryHeader).layout();
    }

    private static SparseHeader footer(LockedFile file, SparseHeader header) throws IOException {
        long position = file.sizeBytes() - FOOTER_FROM_END_BYTES;
        if (position < SparseHeader.BYTES) {
            throw new VmdkFormatException(file.path(), "footer", "magic", position, "the file ends before it");
        }
        SparseHeader footer = SparseHeader.read(file.readUpTo(position, SparseHeader.BYTES));
        if (footer.magic() != SparseHeader.MAGIC) {
            throw new VmdkFormatException(
                    file.path(), "footer", "magic", position, "expected \"KDMV\": the file is cut short or damaged");
        }
        boolean same = footer.capacitySectors() == header.capacitySectors()
                && footer.grainSectors() == header.grainSectors()
                && footer.entriesPerTable() == header.entriesPerTable()
                && footer.flags() == header.flags();
        if (!same) {
            throw new VmdkFormatException(file.path(), "footer", "capacity", position, "differs from the header");
        }
        return footer;
    }

    private static void checkForm(Path path, SparseHeader header) throws IOException {
        if (header.magic() != SparseHeader.MAGIC) {
            throw damaged(path, "magic", SparseHeader.MAGIC_OFFSET, "expected \"KDMV\"");
        }
        if (header.version() < 1 || header.version() > 3) {
            throw new UnsupportedDiskException(path, "sparse header version " + header.version() + " is unknown");
        }
        int unknown = header.flags() & ~SparseHeader.KNOWN_FLAGS;
        if (unknown != 0) {
            throw new UnsupportedDiskException(
                    path, "sparse header flags 0x" + Integer.toHexString(unknown) + " are unknown");
        }
        if (header.hasFlag(SparseHeader.FLAG_NEWLINE_TEST) && header.newlines() != SparseHeader.SOUND_NEWLINES) {
            throw damaged(path, "newline test", SparseHeader.NEWLINES_OFFSET, "changed by a transfer as text");
        }
        short wanted = header.hasFlag(SparseHeader.FLAG_COMPRESSED)
                ? SparseHeader.COMPRESSION_DEFLATE
                : SparseHeader.COMPRESSION_NONE;
        if (header.compression() != wanted) {
            String problem = "expected " + wanted + " by the flags, found " + header.compression();
            throw damaged(path, "compression", SparseHeader.COMPRESSION_OFFSET, problem);
        }
    }

    private static VmdkFormatException damaged(Path path, String field, long offsetBytes, String problem) {
        return new VmdkFormatException(path, HEADER, field, offsetBytes, problem);
    }

    /** Brings the numbers into range one by one. */
    private record Checker(Path path, long fileBytes, SparseHeader header, SparseHeader directoryHeader) {
        SparseLayout layout() throws IOException {
            long capacity =
                    inRange("capacity", SparseHeader.CAPACITY_OFFSET, header.capacitySectors(), Sectors.MAX_SECTORS);
            long grain =
                    inRange("grain size", SparseHeader.GRAIN_SIZE_OFFSET, header.grainSectors(), MAX_GRAIN_SECTORS);
            if (Long.bitCount(grain) != 1) {
                throw damaged(path, "grain size", SparseHeader.GRAIN_SIZE_OFFSET, "not a power of two: " + grain);
            }
            long entries = inRange(
                    "entries per grain table",
                    SparseHeader.ENTRIES_PER_TABLE_OFFSET,
                    header.entriesPerTable(),
                    MAX_ENTRIES_PER_TABLE);
            long tables = Sectors.ceilDiv(Sectors.ceilDiv(capacity, grain), entries);
            inRange("grain directory entries for the capacity", SparseHeader.CAPACITY_OFFSET, tables, MAX_TABLES);
            checkDescriptorArea();
            return withDirectories(capacity, (int) grain, (int) entries, (int) tables);
        }

        /** Each directory stands in for the other if that one has no place in the file. */
        private SparseLayout withDirectories(long capacity, int grain, int entries, int tables)
                throws VmdkFormatException {
            boolean hasRedundant = header.hasFlag(SparseHeader.FLAG_REDUNDANT_DIRECTORY)
                    && !header.hasFlag(SparseHeader.FLAG_COMPRESSED);
            long directory = directoryHeader.directorySector();
            long redundant = hasRedundant ? header.redundantDirectorySector() : 0;
            List<String> damage = new ArrayList<>();
            if (hasRedundant && !fits(redundant, tables)) {
                damage.add(String.valueOf(doesNotFit(
                                "redundant grain directory", SparseHeader.REDUNDANT_DIRECTORY_OFFSET, redundant, tables)
                        .getMessage()));
                redundant = 0;
            }
            if (!fits(directory, tables)) {
                VmdkFormatException problem =
                        doesNotFit("grain directory", SparseHeader.DIRECTORY_OFFSET, directory, tables);
                if (redundant == 0) {
                    throw problem;
                }
                damage.add(problem.getMessage() + ": the redundant grain directory is used");
                directory = redundant;
                redundant = 0;
            }
            return new SparseLayout(
                    path, header, 1, capacity, grain, entries, tables, directory, redundant, List.copyOf(damage));
        }

        private long inRange(String field, int offset, long value, long max) throws VmdkFormatException {
            if (value < 1 || value > max) {
                String problem = "expected 1 to " + max + ", found " + Long.toUnsignedString(value);
                throw damaged(path, field, offset, problem);
            }
            return value;
        }

        private boolean fits(long sector, long tables) {
            return sector >= 1
                    && sector <= fileBytes / Sectors.SECTOR_BYTES
                    && tables * ENTRY_BYTES <= fileBytes - Sectors.toBytes(sector);
        }

        private VmdkFormatException doesNotFit(String name, int offset, long sector, long tables) {
            String problem = "its " + tables * ENTRY_BYTES + " bytes at sector " + Long.toUnsignedString(sector)
                    + " do not fit the file of " + fileBytes + " bytes";
            return damaged(path, name, offset, problem);
        }

        private void checkDescriptorArea() throws VmdkFormatException {
            long sector = header.descriptorSector();
            long count = header.descriptorSectors();
            if (sector == 0) {
                return;
            }
            long fileSectors = fileBytes / Sectors.SECTOR_BYTES;
            boolean fits = sector > 0 && count >= 0 && sector <= fileSectors && count <= fileSectors - sector;
            if (!fits || count > MAX_DESCRIPTOR_SECTORS) {
                String problem = Long.toUnsignedString(count) + " sectors at sector " + Long.toUnsignedString(sector)
                        + " do not fit the file of " + fileBytes + " bytes, or are more than " + MAX_DESCRIPTOR_SECTORS;
                throw damaged(path, "descriptor area", SparseHeader.DESCRIPTOR_SECTOR_OFFSET, problem);
            }
        }
    }

    /** Whether it is of the hosted kind, not an ESX one. */
    boolean isHosted() {
        return header.magic() == SparseHeader.MAGIC;
    }

    public boolean isCompressed() {
        return header.hasFlag(SparseHeader.FLAG_COMPRESSED);
    }

    /** Whether all tables can be read in a moment: 128 MiB of them, 2 TiB of disk at the usual grain. */
    public boolean isQuickToScan() {
        return (long) tableCount * tableBytes() <= QUICK_TABLE_BYTES;
    }

    boolean hasMarkers() {
        return header.hasFlag(SparseHeader.FLAG_MARKERS);
    }

    boolean hasZeroedGrains() {
        return header.hasFlag(SparseHeader.FLAG_ZEROED_GRAINS);
    }

    long lengthBytes() {
        return Sectors.toBytes(capacitySectors);
    }

    int grainBytes() {
        return grainSectors * Sectors.SECTOR_BYTES;
    }

    long grainCount() {
        return Sectors.ceilDiv(capacitySectors, grainSectors);
    }

    int tableBytes() {
        return entriesPerTable * ENTRY_BYTES;
    }

    int tableSectors() {
        return (int) Sectors.ceilDiv(tableBytes(), Sectors.SECTOR_BYTES);
    }

    int directoryBytes() {
        return tableCount * ENTRY_BYTES;
    }

    /** Entries in use in a table: fewer in the last one. */
    int entriesIn(int tableIndex) {
        return (int) Math.min(entriesPerTable, grainCount() - (long) tableIndex * entriesPerTable);
    }

    /** What of a grain must lie inside the file at the least. */
    long leastBytes(long grainIndex) {
        return isCompressed() ? 1 : Sectors.toBytes(usedSectors(grainIndex));
    }

    /** Sectors of a grain that lie inside the capacity: fewer in the last one. */
    long usedSectors(long grainIndex) {
        return Math.min(grainSectors, capacitySectors - grainIndex * grainSectors);
    }
}
