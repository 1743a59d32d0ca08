// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** Sectors that stand in a file one after the other. */
public final class FlatExtent implements Extent {
    private final LockedFile file;
    private final long startBytes;
    private final long lengthBytes;
    private volatile @Nullable IOException forceFailure;

    /** The file must reach as far as the extent, or it is refused. */
    public FlatExtent(LockedFile file, long offsetSectors, long sectorCount) throws IOException {
        this.file = file;
        this.startBytes = Sectors.toBytes(offsetSectors);
        this.lengthBytes = Sectors.toBytes(sectorCount);
        long sizeBytes = file.sizeBytes();
        if (startBytes > sizeBytes || lengthBytes > sizeBytes - startBytes) {
            String problem = "the descriptor says " + lengthBytes + " bytes from byte " + startBytes
                    + " on, the file has " + sizeBytes + " in all";
            throw new VmdkFormatException(file.path(), "flat extent", "length", sizeBytes, problem);
        }
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public ExtentInfo.Kind kind() {
        return ExtentInfo.Kind.FLAT;
    }

    @Override
    public int grainBytes() {
        return 0;
    }

    @Override
    public long fileOffsetSectors() {
        return startBytes / Sectors.SECTOR_BYTES;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        file.file().read(startBytes + offsetBytes, target);
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        requireHealthy();
        file.file().write(startBytes + offsetBytes, source);
    }

    @Override
    public boolean discard(long offsetBytes, long discardBytes) {
        return discardBytes == 0;
    }

    @Override
    public AllocatedRange range(long offsetBytes, long maxLengthBytes) {
        long length = Math.min(maxLengthBytes, lengthBytes - offsetBytes);
        return new AllocatedRange(AllocatedRange.Kind.DATA, offsetBytes, length);
    }

    @Override
    public void flush() throws IOException {
        requireHealthy();
        try {
            file.file().force();
        } catch (IOException e) {
            forceFailure = e;
            throw e;
        }
    }

    /** Whether the file ends with the extent, as it does when nothing else is in it. */
    public long bytesBehind() throws IOException {
        return file.sizeBytes() - startBytes - lengthBytes;
    }

    /** Writes behind the end of the extent, where nothing is of meaning yet. */
    public void writeBehind(long offsetBytes, ByteBuffer source) throws IOException {
        requireHealthy();
        file.file().write(startBytes + offsetBytes, source);
    }

    /** Has the file reach as far as the extent is going to, by a hole if it ends before, and forces it. */
    public void extendTo(long newLengthBytes) throws IOException {
        long endBytes = startBytes + newLengthBytes;
        if (file.sizeBytes() < endBytes) {
            file.file().write(endBytes - Sectors.SECTOR_BYTES, ByteBuffer.allocate(Sectors.SECTOR_BYTES));
        }
        flush();
    }

    /** Cuts the file off behind what the extent has become. */
    public void cutTo(long newLengthBytes) throws IOException {
        file.file().truncate(startBytes + newLengthBytes);
        flush();
    }

    /** A force that failed may have lost what was acknowledged, and the next one would say nothing of it. */
    private void requireHealthy() throws IOException {
        IOException cause = forceFailure;
        if (cause != null) {
            throw new IOException("'" + file.path() + "' takes no more writes: an earlier one failed", cause);
        }
    }

    @Override
    public void check(Consumer<StructureFinding> findings) throws IOException {
        long extraBytes = file.sizeBytes() - startBytes - lengthBytes;
        if (extraBytes > 0) {
            String message = "the file goes on for " + extraBytes + " bytes behind the extent";
            findings.accept(new StructureFinding(StructureFinding.Severity.NOTE, file.path(), message));
        } else if (extraBytes < 0) {
            String message = "the file ends " + -extraBytes + " bytes before the extent does";
            findings.accept(new StructureFinding(StructureFinding.Severity.DAMAGED, file.path(), message));
        }
    }
}
