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

    FlatSizeChange(DiskParts parts, FlatExtent extent, long newBytes) {
        this.parts = parts;
        this.extent = extent;
        this.newBytes = newBytes;
    }

    @Override
    public List<AllocatedRange> newData() {
        return ranges(newBytes - extent.lengthBytes());
    }

    @Override
    public List<AllocatedRange> oldContent() throws IOException {
        return ranges(Math.min(newBytes - extent.lengthBytes(), extent.bytesBehind()));
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

    @Override
    public void close() throws IOException {
        parts.files().close();
    }
}
