// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.RandomFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** The grain directory of an seSparse extent, and its tables as they are needed. Safe for concurrent use. */
final class SeSparseTables {
    /** At 32 KiB each 16 MiB, enough for 8 GiB of disk. */
    private static final int MAX_CACHED = 512;

    private static final long TYPE_MASK = 0xf000_0000_0000_0000L; // bits 60 to 63
    private static final long DIRECTORY_ALLOCATED = 0x1000_0000_0000_0000L;
    private static final long DIRECTORY_INDEX_MASK = 0xffff_ffffL; // bits 0 to 31
    private static final long UNALLOCATED = 0x0000_0000_0000_0000L;
    private static final long UNMAPPED = 0x1000_0000_0000_0000L;
    private static final long ZERO = 0x2000_0000_0000_0000L;
    private static final long ALLOCATED = 0x3000_0000_0000_0000L;
    private static final long INDEX_LOW_MASK = 0x0fff_0000_0000_0000L; // bits 48 to 59
    private static final int INDEX_LOW_SHIFT = 48;
    private static final long INDEX_HIGH_MASK = 0x0000_ffff_ffff_ffffL; // bits 0 to 47
    private static final int INDEX_HIGH_SHIFT = 12;

    private final RandomFile file;
    private final SeSparseLayout layout;
    private final long[] directory;
    private final Map<Integer, long[]> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, long[]> eldest) {
            return size() > MAX_CACHED;
        }
    };

    SeSparseTables(RandomFile file, SeSparseLayout layout) throws IOException {
        this.file = file;
        this.layout = layout;
        this.directory = readEntries(Sectors.toBytes(layout.directorySector()), layout.tableCount());
        for (int i = 0; i < directory.length; i++) {
            checkDirectoryEntry(i);
        }
    }

    private void checkDirectoryEntry(int index) throws VmdkFormatException {
        long entry = directory[index];
        boolean sound = entry == 0
                || ((entry & ~DIRECTORY_INDEX_MASK) == DIRECTORY_ALLOCATED
                        && (entry & DIRECTORY_INDEX_MASK) < layout.possibleTables());
        if (!sound) {
            long position = Sectors.toBytes(layout.directorySector()) + (long) index * Long.BYTES;
            String problem = "0x" + Long.toHexString(entry) + " stands for none of the " + layout.possibleTables()
                    + " grain tables of the file";
            throw new VmdkFormatException(layout.path(), "grain directory", "entry " + index, position, problem);
        }
    }

    private long[] readEntries(long positionBytes, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(positionBytes, bytes);
        long[] entries = new long[count];
        bytes.flip().asLongBuffer().get(entries);
        return entries;
    }

    boolean hasTable(int tableIndex) {
        return directory[tableIndex] != 0;
    }

    private long tablePositionBytes(int tableIndex) {
        long index = directory[tableIndex] & DIRECTORY_INDEX_MASK;
        return Sectors.toBytes(layout.tablesSector() + index * SeSparseLayout.TABLE_SECTORS);
    }

    /** The entries of a table, or null where there is none. */
    private long @Nullable [] table(int tableIndex) throws IOException {
        if (!hasTable(tableIndex)) {
            return null;
        }
        synchronized (cache) {
            long[] cached = cache.get(tableIndex);
            if (cached != null) {
                return cached;
            }
        }
        long[] entries = readEntries(tablePositionBytes(tableIndex), SeSparseLayout.ENTRIES_PER_TABLE);
        synchronized (cache) {
            cache.put(tableIndex, entries);
        }
        return entries;
    }

    /** What the tables say of a grain; the sector of one that is stored lies inside the file. */
    GrainEntry entry(long grain) throws IOException {
        int tableIndex = (int) (grain / SeSparseLayout.ENTRIES_PER_TABLE);
        int index = (int) (grain % SeSparseLayout.ENTRIES_PER_TABLE);
        long[] entries = table(tableIndex);
        return entries == null ? GrainEntry.UNALLOCATED : entryOf(entries[index], tableIndex, index);
    }

    private GrainEntry entryOf(long raw, int tableIndex, int index) throws VmdkFormatException {
        long type = raw & TYPE_MASK;
        if (raw == UNALLOCATED) {
            return GrainEntry.UNALLOCATED;
        }
        if (type == UNMAPPED || type == ZERO) {
            return GrainEntry.ZERO;
        }
        long stored = (raw & INDEX_LOW_MASK) >>> INDEX_LOW_SHIFT | (raw & INDEX_HIGH_MASK) << INDEX_HIGH_SHIFT;
        if (type != ALLOCATED || stored < 0 || stored >= layout.possibleGrains()) {
            long position = tablePositionBytes(tableIndex) + (long) index * Long.BYTES;
            String problem = "0x" + Long.toHexString(raw) + " stands for none of the " + layout.possibleGrains()
                    + " grains of the file";
            throw new VmdkFormatException(
                    layout.path(), "grain table " + tableIndex, "entry " + index, position, problem);
        }
        return new GrainEntry.Allocated(layout.grainsSector() + stored * SeSparseLayout.GRAIN_SECTORS);
    }
}
