// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.RandomFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** A grain directory in memory, primary or redundant: for each grain table the sector where it starts, or 0. */
final class GrainDirectory {
    private final RandomFile file;
    private final SparseLayout layout;
    private final String name;
    private final long positionBytes;
    private final AtomicIntegerArray tableSectors;
    private final long fileBytes;

    private GrainDirectory(LockedFile file, SparseLayout layout, String name, long positionBytes, int[] entries)
            throws IOException {
        this.file = file.file();
        this.layout = layout;
        this.name = name;
        this.positionBytes = positionBytes;
        this.tableSectors = new AtomicIntegerArray(entries);
        this.fileBytes = file.sizeBytes();
    }

    /** Reads a directory whose place has been checked; what its entries say has not. */
    static GrainDirectory read(LockedFile file, SparseLayout layout, long sector, String name) throws IOException {
        int[] entries = readEntries(file.file(), Sectors.toBytes(sector), layout.tableCount());
        return new GrainDirectory(file, layout, name, Sectors.toBytes(sector), entries);
    }

    /** Whether an entry is empty or points to a table inside the file as it was on opening. */
    boolean isPossible(int tableIndex) {
        return tableSector(tableIndex) == 0
                || Sectors.toBytes(tableSector(tableIndex)) <= fileBytes - layout.tableBytes();
    }

    /** What is wrong with an entry that is not possible. */
    VmdkFormatException impossible(int tableIndex) {
        String problem = "the grain table at sector " + tableSector(tableIndex) + " lies beyond the end of the file of "
                + fileBytes + " bytes";
        return new VmdkFormatException(
                layout.path(), name, "entry " + tableIndex, positionBytes + (long) tableIndex * Integer.BYTES, problem);
    }

    /** Whether every grain of a table lies inside the file as it was on opening. */
    boolean areInside(int tableIndex, int[] entries) {
        for (int i = 0; i < layout.entriesIn(tableIndex); i++) {
            long grain = (long) tableIndex * layout.entriesPerTable() + i;
            if (GrainEntry.of(entries[i], layout.hasZeroedGrains()) instanceof GrainEntry.Allocated allocated
                    && Sectors.toBytes(allocated.sectorIndex()) > fileBytes - layout.leastBytes(grain)) {
                return false;
            }
        }
        return true;
    }

    static int[] readEntries(RandomFile file, long positionBytes, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(positionBytes, bytes);
        int[] entries = new int[count];
        bytes.flip().asIntBuffer().get(entries);
        return entries;
    }

    static ByteBuffer bytesOf(int[] entries) {
        ByteBuffer bytes = ByteBuffer.allocate(entries.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        IntBuffer ints = bytes.asIntBuffer();
        ints.put(entries);
        return bytes;
    }

    int size() {
        return tableSectors.length();
    }

    /** 0 where there is no table. */
    long tableSector(int tableIndex) {
        return Sectors.ofEntry(tableSectors.get(tableIndex));
    }

    int[] readTable(int tableIndex) throws IOException {
        long position = Sectors.toBytes(tableSector(tableIndex));
        try {
            return readEntries(file, position, layout.entriesPerTable());
        } catch (EOFException e) {
            throw new VmdkFormatException(
                    layout.path(), "grain table " + tableIndex, "entries", position, "the file ends before its end");
        }
    }

    void writeTable(long sector, ByteBuffer entries) throws IOException {
        file.write(Sectors.toBytes(sector), entries.duplicate());
    }

    /** Points an entry elsewhere, here only. */
    void substitute(int tableIndex, long sector) {
        tableSectors.set(tableIndex, (int) sector);
    }

    /** Points an entry to a new table, in the file and then here. */
    void pointTo(int tableIndex, long sector) throws IOException {
        file.write(positionBytes + (long) tableIndex * Integer.BYTES, bytesOf(new int[] {(int) sector}));
        tableSectors.set(tableIndex, (int) sector);
    }
}
