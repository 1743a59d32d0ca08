// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.internal.extent.FlatExtent;

/** A disk in one flat file, or a raw image: the file grows before the descriptor says so, and is cut off after. */
final class FlatSizeChange implements SizeChange {
    private final DiskParts parts;
    private final FlatExtent extent;
    private final long newBytes;
    private final long bytesBehindEnd;
    private boolean committed;

    FlatSizeChange(DiskParts parts, FlatExtent extent, long newBytes) throws IOException {
        this.parts = parts;
        this.extent = extent;
        this.newBytes = newBytes;
        this.bytesBehindEnd = extent.bytesBehind();
    }

    @Override
    public List<AllocatedRange> newData() {
        return ranges(newBytes - extent.lengthBytes());
    }

    @Override
    public List<AllocatedRange> oldContent() throws IOException {
        return ranges(Math.min(newBytes - extent.lengthBytes(), extent.bytesBehind()));
    }

    @Override
    public long bytesBehindEnd() {
        return bytesBehindEnd;
    }

    private List<AllocatedRange> ranges(long lengthBytes) {
        return lengthBytes <= 0
                ? List.of()
                : List.of(new AllocatedRange(AllocatedRange.Kind.DATA, extent.lengthBytes(), lengthBytes));
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        extent.writeBehind(offsetBytes, source);
    }

    @Override
    public void commit(UnaryOperator<VmdkDescriptor> change) throws IOException {
        committed = true; // or perhaps: whoever is stopped in here leaves the file as it is
        boolean growing = newBytes > extent.lengthBytes();
        if (growing) {
            extent.extendTo(newBytes);
        }
        if (parts.store() != null) {
            VmdkDescriptor resized = NewSize.ofOneExtent(parts.descriptor(), newBytes);
            Objects.requireNonNull(parts.store()).write(change.apply(resized));
        }
        if (!growing) {
            extent.cutTo(newBytes);
        }
    }

    /** What was written behind the end goes, if that end was the file's. */
    @Override
    public void close() throws IOException {
        try {
            if (!committed && bytesBehindEnd == 0 && extent.bytesBehind() > 0) {
                extent.cutTo(extent.lengthBytes());
            }
        } finally {
            parts.files().close();
        }
    }
}
