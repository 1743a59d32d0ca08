// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** A stream-optimized extent ("Virtual Disk Format 5.0", Stream-Optimized Compressed Extents): read only. */
public final class StreamOptimizedExtent implements Extent {
    /** Fewer grains than this are not worth waking another thread for. */
    private static final int PARALLEL_GRAINS = 4;

    private final LockedFile file;
    private final SparseLayout layout;
    private final Backing backing;
    private final GrainTables tables;
    private final GrainMap map;
    private final CompressedGrains grains;
    private final AtomicInteger readers = new AtomicInteger();
    private volatile @Nullable Inflated last;

    /** The grain read last: small reads one after the other inflate it once. */
    private record Inflated(long grain, ByteBuffer content) {}

    public StreamOptimizedExtent(LockedFile file, SparseLayout layout, Backing backing) throws IOException {
        this.file = file;
        this.layout = layout;
        this.backing = backing;
        this.tables = new GrainTables(file, layout);
        this.map = new GrainMap(layout, tables);
        this.grains = new CompressedGrains(file, layout);
    }

    @Override
    public long lengthBytes() {
        return layout.lengthBytes();
    }

    @Override
    public ExtentInfo.Kind kind() {
        return ExtentInfo.Kind.STREAM_OPTIMIZED;
    }

    @Override
    public int grainBytes() {
        return layout.grainBytes();
    }

    /**
     * Inflates on all cores where there are enough grains for that. Callers that read at the same time keep the cores
     * busy by themselves: each then inflates alone, and none waits for another's grains.
     */
    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return;
        }
        long firstGrain = offsetBytes / grainBytes();
        int count = (int) ((offsetBytes + target.remaining() - 1) / grainBytes() - firstGrain + 1);
        boolean isAlone = readers.incrementAndGet() == 1;
        try {
            if (isAlone && count >= PARALLEL_GRAINS) {
                ParallelRange.forEach(count, index -> readGrain(firstGrain + index, offsetBytes, target));
            } else {
                for (int i = 0; i < count; i++) {
                    readGrain(firstGrain + i, offsetBytes, target);
                }
            }
        } finally {
            readers.decrementAndGet();
        }
        target.position(target.limit());
    }

    /** Reads what a buffer that starts at an offset has of one grain. */
    private void readGrain(long grain, long bufferOffsetBytes, ByteBuffer buffer) throws IOException {
        long start = Math.max(bufferOffsetBytes, grain * grainBytes());
        long end = Math.min(bufferOffsetBytes + buffer.remaining(), (grain + 1) * grainBytes());
        ByteBuffer piece = buffer.slice(buffer.position() + (int) (start - bufferOffsetBytes), (int) (end - start));
        GrainEntry entry = map.run(start, 1).entry();
        if (entry instanceof GrainEntry.Allocated allocated) {
            readStored(grain, allocated.sectorIndex(), (int) (start % grainBytes()), piece);
        } else if (entry instanceof GrainEntry.Unallocated) {
            backing.read(start, piece);
        } else {
            Zeroes.fill(piece);
        }
    }

    private void readStored(long grain, long sector, int inGrain, ByteBuffer piece) throws IOException {
        if (piece.remaining() == grainBytes()) {
            grains.inflate(grain, sector, maxBytes(grain, sector), piece);
            return;
        }
        Inflated cached = last;
        if (cached == null || cached.grain() != grain) {
            ByteBuffer content = ByteBuffer.allocate(grainBytes());
            grains.inflate(grain, sector, maxBytes(grain, sector), content);
            cached = new Inflated(grain, content);
            last = cached;
        }
        piece.put(cached.content().slice(inGrain, piece.remaining()));
    }

    /** A grain ends before the next one starts, where that lies behind it. */
    private long maxBytes(long grain, long sector) throws IOException {
        long next = (grain + 1) * grainBytes();
        return next < lengthBytes()
                        && map.run(next, 1).entry() instanceof GrainEntry.Allocated allocated
                        && allocated.sectorIndex() > sector
                ? Sectors.toBytes(allocated.sectorIndex() - sector)
                : Long.MAX_VALUE;
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
        return new UnsupportedDiskException(layout.path(), "a streamOptimized disk cannot be written in place");
    }

    @Override
    public AllocatedRange range(long offsetBytes, long maxLengthBytes) throws IOException {
        return map.range(offsetBytes, maxLengthBytes);
    }

    @Override
    public void flush() {}

    @Override
    public void check(Consumer<StructureFinding> findings) throws IOException {
        new StructureScan(file, layout, tables).check(findings);
        long offset = 0;
        while (offset < lengthBytes()) {
            AllocatedRange range = map.range(offset, lengthBytes() - offset);
            long end = offset + range.lengthBytes();
            for (long at = offset; range.kind() == AllocatedRange.Kind.DATA && at < end; at += grainBytes()) {
                checkGrain(at / grainBytes(), findings);
            }
            offset = end;
        }
    }

    private void checkGrain(long grain, Consumer<StructureFinding> findings) throws IOException {
        try {
            GrainMap.Run run = map.run(grain * grainBytes(), 1);
            if (run.entry() instanceof GrainEntry.Allocated allocated) {
                long sector = allocated.sectorIndex();
                grains.inflate(grain, sector, maxBytes(grain, sector), ByteBuffer.allocate(grainBytes()));
            }
        } catch (VmdkFormatException e) {
            findings.accept(new StructureFinding(
                    StructureFinding.Severity.DAMAGED, file.path(), String.valueOf(e.getMessage())));
        }
    }

    /** Refuses an extent whose structures overlap, or reach beyond the end of the file. */
    public void requireSoundStructure() throws IOException {
        new StructureScan(file, layout, tables).requireSound();
    }
}
