// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.internal.extent.Backing;

/** The parent of a disk from the start of one of the disk's extents on. Where a shorter parent has ended is nothing. */
record ParentBacking(NavigableExtents parent, long startBytes) implements Backing {
    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        int inside = (int) Math.min(insideBytes(offsetBytes), target.remaining());
        parent.read(startBytes + offsetBytes, target.slice(target.position(), inside));
        target.position(target.position() + inside);
        Backing.ZEROES.read(offsetBytes, target);
    }

    @Override
    public AllocatedRange range(long offsetBytes, long maxLengthBytes) throws IOException {
        long inside = Math.min(insideBytes(offsetBytes), maxLengthBytes);
        if (inside == 0) {
            return Backing.ZEROES.range(offsetBytes, maxLengthBytes);
        }
        AllocatedRange range = parent.range(startBytes + offsetBytes, inside);
        return new AllocatedRange(range.kind(), offsetBytes, range.lengthBytes());
    }

    private long insideBytes(long offsetBytes) {
        return Math.max(0, parent.capacityBytes() - startBytes - offsetBytes);
    }
}
