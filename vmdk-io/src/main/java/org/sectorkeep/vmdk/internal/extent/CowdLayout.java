// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * An ESX sparse extent told in the numbers of a hosted one: both find grains through a directory and tables of 32-bit
 * sector numbers, this one with larger tables, smaller grains and without redundant directory.
 */
public final class CowdLayout {
    public static final int CAPACITY_OFFSET = CowdHeader.CAPACITY_OFFSET;

    private static final String HEADER = "COWD header";
    private static final String MAGIC = "COWD";
    private static final int MAX_GRAIN_SECTORS = 1 << 15;

    private CowdLayout() {}

    /** Whether a file starts as such an extent does. */
    public static boolean isOne(LockedFile file) throws IOException {
        byte[] start = file.readUpTo(0, MAGIC.length());
        return start.length == MAGIC.length()
                && ByteBuffer.wrap(start).getInt() == Integer.reverseBytes(CowdHeader.MAGIC);
    }

    /** Reads and checks the header of a file. */
    public static SparseLayout read(LockedFile file) throws IOException {
        Path path = file.path();
        byte[] sectors = file.readUpTo(0, CowdHeader.BYTES);
        if (sectors.length < CowdHeader.BYTES) {
            throw damaged(path, "length", sectors.length, "expected 2048 bytes, found " + sectors.length);
        }
        CowdHeader header = CowdHeader.read(sectors);
        if (header.magic() != CowdHeader.MAGIC) {
            throw damaged(path, "magic", CowdHeader.MAGIC_OFFSET, "expected \"COWD\"");
        }
        if (header.version() != CowdHeader.VERSION) {
            throw new UnsupportedDiskException(path, "COWD header version " + header.version() + " is unknown");
        }
        return layout(path, file.sizeBytes(), header);
    }

    private static SparseLayout layout(Path path, long fileBytes, CowdHeader header) throws VmdkFormatException {
        long grain = header.grainSectors();
        if (grain < 1 || grain > MAX_GRAIN_SECTORS || Long.bitCount(grain) != 1) {
            String problem = "expected a power of two up to " + MAX_GRAIN_SECTORS + ", found " + grain;
            throw damaged(path, "grain size", CowdHeader.GRAIN_SIZE_OFFSET, problem);
        }
        if (header.capacitySectors() < 1) {
            throw damaged(path, "capacity", CowdHeader.CAPACITY_OFFSET, "expected at least 1, found 0");
        }
        long tables = Sectors.ceilDiv(Sectors.ceilDiv(header.capacitySectors(), grain), CowdHeader.ENTRIES_PER_TABLE);
        if (header.directoryEntries() < tables) {
            String problem =
                    "the capacity needs " + tables + " grain tables, the directory has " + header.directoryEntries();
            throw damaged(path, "grain directory size", CowdHeader.DIRECTORY_ENTRIES_OFFSET, problem);
        }
        long directoryBytes = tables * Integer.BYTES;
        if (header.directorySector() < CowdHeader.BYTES / Sectors.SECTOR_BYTES
                || directoryBytes > fileBytes - Sectors.toBytes(header.directorySector())) {
            String problem = "its " + directoryBytes + " bytes at sector " + header.directorySector()
                    + " do not fit the file of " + fileBytes + " bytes";
            throw damaged(path, "grain directory", CowdHeader.DIRECTORY_OFFSET, problem);
        }
        return new SparseLayout(
                path,
                hosted(header),
                CowdHeader.BYTES / Sectors.SECTOR_BYTES,
                header.capacitySectors(),
                (int) grain,
                CowdHeader.ENTRIES_PER_TABLE,
                (int) tables,
                header.directorySector(),
                0,
                List.of());
    }

    /** What a hosted header would say. */
    private static SparseHeader hosted(CowdHeader header) {
        return new SparseHeader(
                header.magic(),
                header.version(),
                0,
                header.capacitySectors(),
                header.grainSectors(),
                0,
                0,
                CowdHeader.ENTRIES_PER_TABLE,
                0,
                header.directorySector(),
                CowdHeader.BYTES / Sectors.SECTOR_BYTES,
                header.uncleanShutdown(),
                SparseHeader.SOUND_NEWLINES,
                SparseHeader.COMPRESSION_NONE,
                ByteBuffer.allocate(SparseHeader.REST_BYTES).asReadOnlyBuffer());
    }

    private static VmdkFormatException damaged(Path path, String field, long offsetBytes, String problem) {
        return new VmdkFormatException(path, HEADER, field, offsetBytes, problem);
    }
}
