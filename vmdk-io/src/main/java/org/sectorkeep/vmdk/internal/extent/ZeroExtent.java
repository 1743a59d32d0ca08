// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.UnsupportedDiskException;

/** An extent of type ZERO: part of the disk, in no file, and all zeroes. */
public final class ZeroExtent implements Extent {
    private final Path descriptor;
    private final long lengthBytes;

    public ZeroExtent(Path descriptor, long lengthBytes) {
        this.descriptor = descriptor;
        this.lengthBytes = lengthBytes;
    }

    @Override
    public long lengthBytes() {
        return lengthBytes;
    }

    @Override
    public ExtentInfo.Kind kind() {
        return ExtentInfo.Kind.ZERO;
    }

    @Override
    public int grainBytes() {
        return 0;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) {
        Zeroes.fill(target);
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        throw new UnsupportedDiskException(descriptor, "an extent of type ZERO has no file that could be written");
    }

    @Override
    public boolean discard(long offsetBytes, long discardBytes) {
        return true;
    }

    @Override
    public AllocatedRange range(long offsetBytes, long maxLengthBytes) {
        long length = Math.min(maxLengthBytes, lengthBytes - offsetBytes);
        return new AllocatedRange(AllocatedRange.Kind.ZERO, offsetBytes, length);
    }

    @Override
    public void flush() {}

    @Override
    public void check(Consumer<StructureFinding> findings) {}
}
