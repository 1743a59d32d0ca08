// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.vmdk.AllocatedRange;

/** What shows through the holes of an extent: the same place of the parent, or zeroes. Offsets count from its start. */
public interface Backing {
    /** Below a disk without a parent. */
    Backing ZEROES = new Backing() {
        @Override
        public void read(long offsetBytes, ByteBuffer target) {
            Zeroes.fill(target);
        }

        @Override
        public AllocatedRange range(long offsetBytes, long maxLengthBytes) {
            return new AllocatedRange(AllocatedRange.Kind.UNALLOCATED, offsetBytes, maxLengthBytes);
        }
    };

    /** Fills {@code target}. */
    void read(long offsetBytes, ByteBuffer target) throws IOException;

    /** A run of one kind from an offset on, over all that lies below, at most {@code maxLengthBytes}. */
    AllocatedRange range(long offsetBytes, long maxLengthBytes) throws IOException;

    /** Whether a range is known to be zeroes without reading it. */
    default boolean isZero(long offsetBytes, long lengthBytes) throws IOException {
        long offset = offsetBytes;
        long end = offsetBytes + lengthBytes;
        while (offset < end) {
            AllocatedRange range = range(offset, end - offset);
            if (range.kind() == AllocatedRange.Kind.DATA) {
                return false;
            }
            offset += range.lengthBytes();
        }
        return true;
    }
}
