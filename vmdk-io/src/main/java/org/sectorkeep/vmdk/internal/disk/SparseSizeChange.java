// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.internal.extent.SparseExtent;
import org.sectorkeep.vmdk.internal.extent.SparseHeader;
import org.sectorkeep.vmdk.internal.extent.SparseResize;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** A sparse file with its descriptor in it: header and descriptor change in one step, through the journal. */
final class SparseSizeChange implements SizeChange {
    private final DiskParts parts;
    private final EmbeddedDescriptor store;
    private final SparseResize resize;
    private final long oldBytes;
    private final long newBytes;

    SparseSizeChange(DiskParts parts, EmbeddedDescriptor store, SparseExtent extent, long newBytes) throws IOException {
        this.parts = parts;
        this.store = store;
        this.resize = extent.resize();
        this.oldBytes = extent.lengthBytes();
        this.newBytes = newBytes;
        store.requireTogether();
    }

    /** The end of the last grain, where that is stored: its bytes behind the end mean nothing so far. */
    @Override
    public List<AllocatedRange> newData() throws IOException {
        long lengthBytes = Math.min(resize.storedBytesBehind(), newBytes - oldBytes);
        return lengthBytes <= 0
                ? List.of()
                : List.of(new AllocatedRange(AllocatedRange.Kind.DATA, oldBytes, lengthBytes));
    }

    @Override
    public List<AllocatedRange> oldContent() throws IOException {
        return newData();
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        resize.writeBehind(offsetBytes, source);
    }

    @Override
    public void commit(UnaryOperator<VmdkDescriptor> change) throws IOException {
        VmdkDescriptor resized = change.apply(NewSize.ofOneExtent(parts.descriptor(), newBytes));
        SparseHeader header = resize.prepare(newBytes / Sectors.SECTOR_BYTES);
        store.write(header, resized);
    }

    @Override
    public void close() throws IOException {
        parts.files().close();
    }
}
