// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import org.sectorkeep.vmdk.AllocatedRange;

/** Which grains a range of an extent is made of. */
final class GrainMap {
    private final SparseLayout layout;
    private final GrainTables tables;

    GrainMap(SparseLayout layout, GrainTables tables) {
        this.layout = layout;
        this.tables = tables;
    }

    /** Bytes that stand together: in the file one after the other, or all zeroes of one kind. */
    record Run(GrainEntry entry, long lengthBytes) {}

    int tableIndex(long grain) {
        return (int) (grain / layout.entriesPerTable());
    }

    int indexInTable(long grain) {
        return (int) (grain % layout.entriesPerTable());
    }

    long firstGrain(int tableIndex) {
        return (long) tableIndex * layout.entriesPerTable();
    }

    /** The run at an offset, inside one table and at most {@code maxBytes} long. */
    Run run(long offsetBytes, long maxBytes) throws IOException {
        long grain = offsetBytes / layout.grainBytes();
        int index = indexInTable(grain);
        GrainTable table = tables.table(tableIndex(grain));
        long lastGrain = (offsetBytes + maxBytes - 1) / layout.grainBytes();
        int limit = (int) Math.min(layout.entriesPerTable(), index + lastGrain - grain + 1);
        GrainTable.Run run =
                table == null ? new GrainTable.Run(GrainEntry.UNALLOCATED, limit - index) : table.run(index, limit);
        return new Run(run.first(), clip(offsetBytes, grain + run.count(), maxBytes));
    }

    private long clip(long offsetBytes, long endGrain, long maxBytes) {
        long end = endGrain >= layout.grainCount() ? layout.lengthBytes() : endGrain * layout.grainBytes();
        return Math.min(end - offsetBytes, maxBytes);
    }

    /** The longest run of one kind, over as many tables as it takes. */
    AllocatedRange range(long offsetBytes, long maxBytes) throws IOException {
        long first = offsetBytes / layout.grainBytes();
        long endGrain = Math.min(
                layout.grainCount(),
                (Math.min(offsetBytes + maxBytes, layout.lengthBytes()) - 1) / layout.grainBytes() + 1);
        while (true) {
            AllocatedRange.Kind kind = kindAt(first);
            long grain = first;
            long next = endOfKind(kind, first, endGrain);
            while (next > grain && next < endGrain) {
                grain = next;
                next = endOfKind(kind, grain, endGrain);
            }
            if (next > first) {
                return new AllocatedRange(kind, offsetBytes, clip(offsetBytes, next, maxBytes));
            } // else the first grain has just changed its kind
        }
    }

    private AllocatedRange.Kind kindAt(long grain) throws IOException {
        GrainTable table = tables.table(tableIndex(grain));
        return table == null ? AllocatedRange.Kind.UNALLOCATED : table.kind(indexInTable(grain));
    }

    /** The end of the run of one kind within the table of a grain, or of all the tables that are not there. */
    private long endOfKind(AllocatedRange.Kind kind, long grain, long endGrain) throws IOException {
        int tableIndex = tableIndex(grain);
        GrainTable table = tables.table(tableIndex);
        if (table != null) {
            int index = indexInTable(grain);
            int limit = (int) Math.min(layout.entriesPerTable(), index + endGrain - grain);
            return grain + table.runOfKind(kind, index, limit);
        }
        return kind == AllocatedRange.Kind.UNALLOCATED
                ? Math.min(endGrain, firstGrain(Math.max(tableIndex + 1, tables.nextTable(tableIndex))))
                : grain;
    }
}
