// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** A space-efficient sparse extent (seSparse), as ESXi makes them for snapshots: read only. */
public final class SeSparseExtent implements Extent {
    private final LockedFile file;
    private final SeSparseLayout layout;
    private final Backing backing;
    private final SeSparseTables tables;

    /** Bytes that stand together: in the file one after the other, or all of one kind. */
    private record Run(GrainEntry first, long lengthBytes) {}

    public SeSparseExtent(LockedFile file, SeSparseLayout layout, Backing backing) throws IOException {
        this.file = file;
        this.layout = layout;
        this.backing = backing;
        this.tables = new SeSparseTables(file.file(), layout);
    }

    @Override
    public long lengthBytes() {
        return layout.lengthBytes();
    }

    @Override
    public ExtentInfo.Kind kind() {
        return ExtentInfo.Kind.SE_SPARSE;
    }

    @Override
    public int grainBytes() {
        return SeSparseLayout.GRAIN_BYTES;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        long offset = offsetBytes;
        while (target.hasRemaining()) {
            Run run = run(offset, target.remaining());
            ByteBuffer piece = target.slice(target.position(), (int) run.lengthBytes());
            if (run.first() instanceof GrainEntry.Allocated allocated) {
                readStored(allocated, offset, piece);
            } else if (run.first() instanceof GrainEntry.Unallocated) {
                backing.read(offset, piece);
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

    private Run run(long offsetBytes, long maxBytes) throws IOException {
        long grain = offsetBytes / grainBytes();
        long endGrain = (offsetBytes + maxBytes - 1) / grainBytes() + 1;
        GrainEntry first = tables.entry(grain);
        long next = grain + 1;
        while (next < endGrain && tables.entry(next).equals(follower(first, next - grain))) {
            next++;
        }
        return new Run(first, Math.min(next * grainBytes() - offsetBytes, maxBytes));
    }

    private static GrainEntry follower(GrainEntry first, long distance) {
        return first instanceof GrainEntry.Allocated allocated
                ? new GrainEntry.Allocated(allocated.sectorIndex() + distance * SeSparseLayout.GRAIN_SECTORS)
                : first;
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        throw readOnly();
    }

    @Override
    public boolean discard(long offsetBytes, long discardBytes) throws IOException {
        throw readOnly();
    }

    private UnsupportedDiskException readOnly() {
        return new UnsupportedDiskException(layout.path(), "an seSparse disk cannot be written in place");
    }

    @Override
    public AllocatedRange range(long offsetBytes, long maxLengthBytes) throws IOException {
        long maxBytes = Math.min(maxLengthBytes, lengthBytes() - offsetBytes);
        long grain = offsetBytes / grainBytes();
        long endGrain = (offsetBytes + maxBytes - 1) / grainBytes() + 1;
        AllocatedRange.Kind kind = kind(tables.entry(grain));
        long next = grain;
        while (next < endGrain && kind(tables.entry(next)) == kind) {
            next = stepOver(next, kind);
        }
        long end = Math.min(next, endGrain) * grainBytes();
        return new AllocatedRange(kind, offsetBytes, Math.min(end - offsetBytes, maxBytes));
    }

    /** The next grain; a table that is not there is stepped over whole. */
    private long stepOver(long grain, AllocatedRange.Kind kind) {
        int tableIndex = (int) (grain / SeSparseLayout.ENTRIES_PER_TABLE);
        return kind == AllocatedRange.Kind.UNALLOCATED && !tables.hasTable(tableIndex)
                ? (tableIndex + 1L) * SeSparseLayout.ENTRIES_PER_TABLE
                : grain + 1;
    }

    private static AllocatedRange.Kind kind(GrainEntry entry) {
        if (entry instanceof GrainEntry.Allocated) {
            return AllocatedRange.Kind.DATA;
        }
        return entry instanceof GrainEntry.Zero ? AllocatedRange.Kind.ZERO : AllocatedRange.Kind.UNALLOCATED;
    }

    @Override
    public void flush() {}

    @Override
    public void check(Consumer<StructureFinding> findings) throws IOException {
        try {
            requireSoundTables();
        } catch (VmdkFormatException e) {
            findings.accept(new StructureFinding(
                    StructureFinding.Severity.DAMAGED, file.path(), String.valueOf(e.getMessage())));
        }
    }

    /** Refuses an extent in which something is there twice, or beyond the end, as far as that is found in a moment. */
    public void requireSoundStructure() throws IOException {
        if (layout.isQuickToScan()) {
            requireSoundTables();
        }
    }

    /** Looks at every entry; whether two grains are one only where the numbers of all fit the memory. */
    private void requireSoundTables() throws IOException {
        LongStream.Builder stored = LongStream.builder();
        for (long grain = 0; grain < layout.grainCount(); grain = stepOver(grain, AllocatedRange.Kind.UNALLOCATED)) {
            if (tables.entry(grain) instanceof GrainEntry.Allocated allocated && layout.isQuickToScan()) {
                stored.add(allocated.sectorIndex());
            }
        }
        long[] sectors = stored.build().sorted().toArray();
        for (int i = 1; i < sectors.length; i++) {
            if (sectors[i] == sectors[i - 1]) {
                throw new VmdkFormatException(
                        layout.path(),
                        "structure",
                        "sector " + sectors[i],
                        Sectors.toBytes(sectors[i]),
                        "two grains overlap");
            }
        }
    }
}
