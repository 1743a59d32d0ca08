// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * A hosted sparse extent ("Virtual Disk Format 5.0", Hosted Sparse Extents), or an ESX one (ESX Server Sparse Extents),
 * which is only read: grains found through tables.
 *
 * <p>Data moves without a lock. A grain without space is written whole behind the end of the file, and its table entry
 * is set when that is done; only threads that write the same new grain wait for each other.
 */
public final class SparseExtent implements Extent {
    private final LockedFile file;
    private final SparseLayout layout;
    private final Backing backing;
    private final GrainTables tables;
    private final GrainMap map;

    public SparseExtent(LockedFile file, SparseLayout layout, Backing backing) throws IOException {
        this.file = file;
        this.layout = layout;
        this.backing = backing;
        this.tables = new GrainTables(file, layout);
        this.map = new GrainMap(layout, tables);
    }

    @Override
    public long lengthBytes() {
        return layout.lengthBytes();
    }

    @Override
    public ExtentInfo.Kind kind() {
        return layout.isHosted() ? ExtentInfo.Kind.SPARSE : ExtentInfo.Kind.COWD;
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
                readHole(run.entry(), offset, piece);
            }
            target.position(target.position() + (int) run.lengthBytes());
            offset += run.lengthBytes();
        }
    }

    private void readHole(GrainEntry entry, long offsetBytes, ByteBuffer piece) throws IOException {
        if (entry instanceof GrainEntry.Unallocated) {
            backing.read(offsetBytes, piece);
        } else {
            Zeroes.fill(piece);
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
        boolean shining = table.entry(index) instanceof GrainEntry.Unallocated;
        writeReserved(table, index, count, () -> whole ? piece : grainAround(piece, grain, inGrain, shining));
        return length;
    }

    /** What is in a grain that is written in part. */
    private ByteBuffer grainAround(ByteBuffer piece, long grain, int inGrain, boolean shining) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(grainBytes());
        if (shining) {
            long start = grain * grainBytes();
            backing.read(start, content.limit((int) Math.min(grainBytes(), lengthBytes() - start)));
        }
        content.clear().position(inGrain).put(piece);
        return content.clear();
    }

    /** Makes what is to be written. */
    private interface Content {
        ByteBuffer get() throws IOException;
    }

    private void writeReserved(GrainTable table, int index, int count, Content content) throws IOException {
        boolean placed = false;
        boolean firstChange = false;
        try {
            ByteBuffer grains = content.get();
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
        return readsAsZero(offsetBytes, discardBytes);
    }

    /** Whether a range reads as zeroes by the tables alone, here and below. */
    private boolean readsAsZero(long offsetBytes, long lengthBytes) throws IOException {
        long offset = offsetBytes;
        long end = offsetBytes + lengthBytes;
        while (offset < end) {
            AllocatedRange range = map.range(offset, end - offset);
            boolean zero = switch (range.kind()) {
                case DATA -> false;
                case ZERO -> true;
                case UNALLOCATED -> backing.isZero(offset, range.lengthBytes());
            };
            if (!zero) {
                return false;
            }
            offset += range.lengthBytes();
        }
        return true;
    }

    private long discardInTable(long grain, long endGrain) throws IOException {
        return backing == Backing.ZEROES ? discardAlone(grain, endGrain) : discardAbove(grain, endGrain);
    }

    /**
     * Above a parent a grain can only be let go of by a mark that hides the parent's, where the file may have such
     * marks; and it needs none where nothing shines through.
     */
    private long discardAbove(long grain, long endGrain) throws IOException {
        int tableIndex = map.tableIndex(grain);
        long end = Math.min(endGrain, map.firstGrain(tableIndex + 1));
        long offset = grain * grainBytes();
        long endBytes = Math.min(end * grainBytes(), lengthBytes());
        if (!layout.hasZeroedGrains() || readsAsZero(offset, endBytes - offset)) {
            return end;
        }
        return markDiscarded(tableIndex, grain, end);
    }

    private long discardAlone(long grain, long endGrain) throws IOException {
        int tableIndex = tables.nextTable(map.tableIndex(grain));
        long start = Math.max(grain, map.firstGrain(tableIndex));
        long end = Math.min(endGrain, map.firstGrain(tableIndex + 1));
        if (start >= end) {
            return endGrain;
        }
        return markDiscarded(tableIndex, start, end);
    }

    private long markDiscarded(int tableIndex, long start, long end) throws IOException {
        GrainTable table = tables.tableForWriting(tableIndex);
        boolean hiding = backing != Backing.ZEROES;
        int index = map.indexInTable(start);
        int count = (int) (end - start);
        GrainTable.Discarded result = hiding ? table.hide(index, count) : table.discard(index, count);
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
    public List<StructureFinding> damage() {
        return tables.damage();
    }

    @Override
    public void check(Consumer<StructureFinding> findings) throws IOException {
        new StructureScan(file, layout, tables).check(findings);
    }

    /** The means to give it another size. Nobody may write to it any more. */
    public SparseResize resize() throws IOException {
        flush();
        return new SparseResize(file, layout, tables);
    }

    /** Refuses an extent whose grains, tables and other structures are not each in a place of their own. */
    public void requireSoundStructure() throws IOException {
        new StructureScan(file, layout, tables).requireSound();
    }
}
