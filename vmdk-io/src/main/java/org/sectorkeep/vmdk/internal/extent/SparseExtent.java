// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * A hosted sparse extent ("Virtual Disk Format 5.0", Hosted Sparse Extents): grains found through tables.
 *
 * <p>Data moves without a lock. A grain without space is written whole behind the end of the file, and its table entry
 * is set when that is done; only threads that write the same new grain wait for each other.
 */
public final class SparseExtent implements Extent {
    private final LockedFile file;
    private final SparseLayout layout;
    private final GrainTables tables;
    private final GrainMap map;

    public SparseExtent(LockedFile file, SparseLayout layout) throws IOException {
        this.file = file;
        this.layout = layout;
        this.tables = new GrainTables(file, layout);
        this.map = new GrainMap(layout, tables);
    }

    @Override
    public long lengthBytes() {
        return layout.lengthBytes();
    }

    @Override
    public ExtentInfo.Kind kind() {
        return ExtentInfo.Kind.SPARSE;
    }

    @Override
    public int grainBytes() {
        return layout.grainBytes();
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        long offset = offsetBytes;
        while (target.hasRemaining()) {
            GrainMap.Run run = map.run(offset, target.remaining());
            ByteBuffer piece = target.slice(target.position(), (int) run.lengthBytes());
            if (run.entry() instanceof GrainEntry.Allocated allocated) {
                readStored(allocated, offset, piece);
            } else {
                Zeroes.fill(piece);
            }
            target.position(target.position() + (int) run.lengthBytes());
            offset += run.lengthBytes();
        }
    }

    private void readStored(GrainEntry.Allocated entry, long offsetBytes, ByteBuffer piece) throws IOException {
        long position = Sectors.toBytes(entry.sectorIndex()) + offsetBytes % grainBytes();
        try {
            file.file().read(position, piece);
        } catch (EOFException e) {
            String problem = "the grain lies beyond the end of the file of " + file.sizeBytes() + " bytes";
            throw new VmdkFormatException(
                    layout.path(), "grain table", "grain " + offsetBytes / grainBytes(), position, problem);
        }
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        tables.requireHealthy();
        long offset = offsetBytes;
        while (source.hasRemaining()) {
            GrainMap.Run run = map.run(offset, source.remaining());
            int length = run.entry() instanceof GrainEntry.Allocated allocated
                    ? overwrite(allocated, offset, source.slice(source.position(), (int) run.lengthBytes()))
                    : writeNew(offset, source);
            source.position(source.position() + length);
            offset += length;
        }
    }

    /** Opening for writing has found that every grain lies inside the file. */
    private int overwrite(GrainEntry.Allocated entry, long offsetBytes, ByteBuffer piece) throws IOException {
        int length = piece.remaining();
        file.file().write(Sectors.toBytes(entry.sectorIndex()) + offsetBytes % grainBytes(), piece);
        return length;
    }

    /** Writes grains that have no space yet: as many whole ones as there are, or one that the caller fills in part. */
    private int writeNew(long offsetBytes, ByteBuffer source) throws IOException {
        int inGrain = (int) (offsetBytes % grainBytes());
        long grain = offsetBytes / grainBytes();
        boolean whole = inGrain == 0 && source.remaining() >= grainBytes();
        int wanted = whole ? source.remaining() / grainBytes() : 1;
        int tableIndex = map.tableIndex(grain);
        int index = map.indexInTable(grain);
        GrainTable table = tables.tableForWriting(tableIndex);
        int count = table.reserve(index, Math.min(wanted, layout.entriesPerTable() - index));
        if (count <= 0) {
            return 0; // another thread was first, or the table left the cache: look again
        }
        int length = whole ? count * grainBytes() : Math.min(grainBytes() - inGrain, source.remaining());
        ByteBuffer piece = source.slice(source.position(), length);
        writeReserved(table, index, count, whole ? piece : Zeroes.around(piece, inGrain, grainBytes()));
        return length;
    }

    private void writeReserved(GrainTable table, int index, int count, ByteBuffer grains) throws IOException {
        boolean placed = false;
        boolean firstChange = false;
        try {
            long sector = tables.space().take((long) count * layout.grainSectors());
            file.file().write(Sectors.toBytes(sector), grains);
            firstChange = table.place(index, count, sector);
            placed = true;
        } finally {
            if (!placed) {
                table.abandon(index, count);
            }
        }
        if (firstChange) {
            tables.becameDirty();
        }
    }

    @Override
    public boolean discard(long offsetBytes, long discardBytes) throws IOException {
        tables.requireHealthy();
        long endBytes = offsetBytes + discardBytes;
        long endGrain = endBytes == lengthBytes() ? layout.grainCount() : endBytes / grainBytes();
        long grain = Sectors.ceilDiv(offsetBytes, grainBytes());
        while (grain < endGrain) {
            grain = discardInTable(grain, endGrain);
        }
        return map.isZero(offsetBytes, discardBytes);
    }

    private long discardInTable(long grain, long endGrain) throws IOException {
        int tableIndex = tables.nextTable(map.tableIndex(grain));
        long start = Math.max(grain, map.firstGrain(tableIndex));
        long end = Math.min(endGrain, map.firstGrain(tableIndex + 1));
        if (start >= end) {
            return endGrain;
        }
        GrainTable table = tables.tableForWriting(tableIndex);
        GrainTable.Discarded result = table.discard(map.indexInTable(start), (int) (end - start));
        if (result == GrainTable.Discarded.FIRST_CHANGE) {
            tables.becameDirty();
        }
        return result == GrainTable.Discarded.EVICTED ? start : end;
    }

    @Override
    public AllocatedRange range(long offsetBytes, long maxLengthBytes) throws IOException {
        return map.range(offsetBytes, maxLengthBytes);
    }

    @Override
    public void flush() throws IOException {
        tables.flush();
    }

    @Override
    public void check(Consumer<StructureFinding> findings) throws IOException {
        new StructureScan(file, layout, tables).check(findings);
    }

    /** Refuses an extent whose grains, tables and other structures are not each in a place of their own. */
    public void requireSoundStructure() throws IOException {
        new StructureScan(file, layout, tables).requireSound();
    }
}
