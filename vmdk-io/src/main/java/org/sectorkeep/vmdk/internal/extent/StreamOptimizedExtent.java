// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;

/** A stream-optimized extent ("Virtual Disk Format 5.0", Stream-Optimized Compressed Extents): read only. */
public final class StreamOptimizedExtent implements Extent {
    private final LockedFile file;
    private final SparseLayout layout;
    private final GrainTables tables;
    private final GrainMap map;
    private final CompressedGrains grains;
    private volatile @Nullable Inflated last;

    /** The grain read last: small reads one after the other inflate it once. */
    private record Inflated(long grain, ByteBuffer content) {}

    public StreamOptimizedExtent(LockedFile file, SparseLayout layout) throws IOException {
        this.file = file;
        this.layout = layout;
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

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        long offset = offsetBytes;
        while (target.hasRemaining()) {
            int inGrain = (int) (offset % grainBytes());
            int length = Math.min(target.remaining(), grainBytes() - inGrain);
            GrainMap.Run run = map.run(offset, length);
            if (run.entry() instanceof GrainEntry.Allocated allocated) {
                target.put(
                        content(offset / grainBytes(), allocated.sectorIndex()).slice(inGrain, length));
            } else {
                Zeroes.fill(target.slice(target.position(), length));
                target.position(target.position() + length);
            }
            offset += length;
        }
    }

    private ByteBuffer content(long grain, long sector) throws IOException {
        Inflated cached = last;
        if (cached == null || cached.grain() != grain) {
            cached = new Inflated(grain, grains.inflate(grain, sector));
            last = cached;
        }
        return cached.content();
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
                grains.inflate(grain, allocated.sectorIndex());
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
