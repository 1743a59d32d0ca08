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
    private final long positionBytes;
    private final AtomicIntegerArray tableSectors;

    private GrainDirectory(RandomFile file, SparseLayout layout, long positionBytes, AtomicIntegerArray tableSectors) {
        this.file = file;
        this.layout = layout;
        this.positionBytes = positionBytes;
        this.tableSectors = tableSectors;
    }

    /** Reads a directory whose place has been checked, and checks that each table lies inside the file. */
    static GrainDirectory read(LockedFile file, SparseLayout layout, long sector, String name) throws IOException {
        int[] entries = readEntries(file.file(), Sectors.toBytes(sector), layout.tableCount());
        long fileBytes = file.sizeBytes();
        for (int i = 0; i < entries.length; i++) {
            long tableBytes = Sectors.toBytes(Sectors.ofEntry(entries[i]));
            if (entries[i] != 0 && tableBytes > fileBytes - layout.tableBytes()) {
                String problem = "the grain table at sector " + Sectors.ofEntry(entries[i])
                        + " lies beyond the end of the file of " + fileBytes + " bytes";
                throw new VmdkFormatException(
                        layout.path(), name, "entry " + i, Sectors.toBytes(sector) + 4L * i, problem);
            }
        }
        return new GrainDirectory(file.file(), layout, Sectors.toBytes(sector), new AtomicIntegerArray(entries));
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

    /** Points an entry to a new table, in the file and then here. */
    void pointTo(int tableIndex, long sector) throws IOException {
        file.write(positionBytes + (long) tableIndex * Integer.BYTES, bytesOf(new int[] {(int) sector}));
        tableSectors.set(tableIndex, (int) sector);
    }
}
