// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * Gives a sparse extent another size. Everything is written where it means nothing as long as the header is the old one:
 * in the table entries and grain bytes behind the old end, and behind the end of the file. The new header then puts it
 * in force.
 */
public final class SparseResize {
    private final LockedFile file;
    private final SparseLayout layout;
    private final GrainTables tables;

    SparseResize(LockedFile file, SparseLayout layout, GrainTables tables) {
        this.file = file;
        this.layout = layout;
        this.tables = tables;
    }

    /** How much of the last grain lies behind the end and is in the file, or was once: it must be written anew. */
    public long storedBytesBehind() throws IOException {
        long unused = layout.grainCount() * layout.grainBytes() - layout.lengthBytes();
        return lastGrain() instanceof GrainEntry.Allocated ? unused : 0;
    }

    private GrainEntry lastGrain() throws IOException {
        long grain = layout.grainCount() - 1;
        GrainTable table = tables.table((int) (grain / layout.entriesPerTable()));
        return table == null ? GrainEntry.UNALLOCATED : table.entry((int) (grain % layout.entriesPerTable()));
    }

    /** Writes into the last grain behind the end. */
    public void writeBehind(long offsetBytes, ByteBuffer source) throws IOException {
        if (!(lastGrain() instanceof GrainEntry.Allocated grain)) {
            throw new IllegalStateException("the last grain of '" + layout.path() + "' has no space");
        }
        file.file().write(Sectors.toBytes(grain.sectorIndex()) + offsetBytes % layout.grainBytes(), source);
    }

    /** Prepares everything and forces it; answers the header that puts it in force. */
    public SparseHeader prepare(long newCapacitySectors) throws IOException {
        long tableSpan = (long) layout.grainSectors() * layout.entriesPerTable();
        long newTables = Sectors.ceilDiv(newCapacitySectors, tableSpan);
        if (newTables > SparseLayout.MAX_TABLES) {
            throw new IOException("'" + layout.path() + "' cannot grow to " + newCapacitySectors
                    + " sectors: its grain directory would have more than " + SparseLayout.MAX_TABLES + " entries");
        }
        if (newCapacitySectors > layout.capacitySectors()) {
            forgetEntriesBehind();
        }
        SparseHeader header = layout.header().withCapacity(newCapacitySectors);
        if (newTables > layout.tableCount()) {
            header = withNewDirectories(header, (int) newTables);
        }
        file.file().force();
        return header;
    }

    /** What a larger disk of before has left in the last table does not come back. */
    private void forgetEntriesBehind() throws IOException {
        int last = layout.tableCount() - 1;
        forgetEntriesBehind(last, tables.primary());
        GrainDirectory redundant = tables.redundant();
        if (redundant != null) {
            forgetEntriesBehind(last, redundant);
        }
    }

    private void forgetEntriesBehind(int tableIndex, GrainDirectory directory) throws IOException {
        if (directory.tableSector(tableIndex) == 0) {
            return;
        }
        int[] entries = directory.readTable(tableIndex);
        Arrays.fill(entries, layout.entriesIn(tableIndex), entries.length, GrainEntry.RAW_UNALLOCATED);
        directory.writeTable(directory.tableSector(tableIndex), GrainDirectory.bytesOf(entries));
    }

    /** Larger directories behind the end of the file, and behind them the new tables, empty. */
    private SparseHeader withNewDirectories(SparseHeader header, int newTables) throws IOException {
        GrainDirectory redundant = tables.redundant();
        List<GrainDirectory> directories =
                redundant == null ? List.of(tables.primary()) : List.of(tables.primary(), redundant);
        long directorySectors = Sectors.ceilDiv((long) newTables * Integer.BYTES, Sectors.SECTOR_BYTES);
        long sectorsOfOne = directorySectors + (long) (newTables - layout.tableCount()) * layout.tableSectors();
        long first = spaceFor(directories.size() * sectorsOfOne);
        long start = first;
        for (GrainDirectory each : directories) {
            writeDirectory(each, start, newTables, start + directorySectors);
            start += sectorsOfOne;
        }
        endAt(start);
        return header.withDirectories(first, redundant == null ? 0 : first + sectorsOfOne);
    }

    /** The last grain, written up to its end, may reach into what was free on opening. */
    private long spaceFor(long sectors) throws IOException {
        long first = tables.space().take(sectors);
        while (Sectors.toBytes(first) < file.sizeBytes()) {
            first = tables.space().take(sectors);
        }
        return first;
    }

    private void writeDirectory(GrainDirectory old, long sector, int newTables, long firstTableSector)
            throws IOException {
        int[] entries = new int[newTables];
        for (int i = 0; i < newTables; i++) {
            long added = (long) (i - layout.tableCount()) * layout.tableSectors();
            entries[i] = (int) (added < 0 ? old.tableSector(i) : firstTableSector + added);
        }
        file.file().write(Sectors.toBytes(sector), GrainDirectory.bytesOf(entries));
    }

    /** The new tables are a hole up to the end of the file. */
    private void endAt(long sector) throws IOException {
        long lastBytes = Sectors.toBytes(sector - 1);
        if (file.sizeBytes() <= lastBytes) {
            file.file().write(lastBytes, ByteBuffer.allocate(Sectors.SECTOR_BYTES));
        }
    }
}
