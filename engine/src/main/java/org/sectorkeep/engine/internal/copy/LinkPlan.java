// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.copy;

import java.io.IOException;
import java.util.Optional;
import org.sectorkeep.engine.internal.io.GrainMap;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Cuts what one link of a snapshot chain holds itself in pieces of whole grains of the target. What only shows through
 * from below is stepped over, so that it stays a hole.
 */
final class LinkPlan {
    private static final int CHUNK_BYTES = 1 << 20;

    private final VirtualDisk source;
    private final GrainMap target;
    private final long capacityBytes;
    private long positionBytes;

    LinkPlan(VirtualDisk source, VirtualDisk target) {
        this.source = source;
        this.target = new GrainMap(target.extents());
        this.capacityBytes = source.capacityBytes();
    }

    /**
     * Part of the copy.
     *
     * @param isMark whether the source has it as a mark that says zeroes, and not as content
     */
    record Piece(long offsetBytes, int lengthBytes, boolean isMark) {}

    /** What a link holds itself, in bytes. */
    static long ownBytes(VirtualDisk link) throws IOException {
        long sum = 0;
        for (long position = 0; position < link.capacityBytes(); ) {
            AllocatedRange range = link.ownRange(position, link.capacityBytes() - position);
            sum += range.kind() == AllocatedRange.Kind.UNALLOCATED ? 0 : range.lengthBytes();
            position += range.lengthBytes();
        }
        return sum;
    }

    /** The next piece, or nothing when all are given out. */
    synchronized Optional<Piece> next() throws IOException {
        while (positionBytes < capacityBytes) {
            AllocatedRange range = source.ownRange(positionBytes, capacityBytes - positionBytes);
            if (range.kind() != AllocatedRange.Kind.UNALLOCATED) {
                return Optional.of(take(range));
            }
            positionBytes += range.lengthBytes();
        }
        return Optional.empty();
    }

    /** A grain of the target is written whole where only a part of it is the link's: the rest is what shows there. */
    private Piece take(AllocatedRange range) {
        long start = target.floor(range.offsetBytes());
        long rangeEnd = range.offsetBytes() + range.lengthBytes();
        long end = Math.min(target.ceiling(rangeEnd), target.ceiling(start + CHUNK_BYTES));
        boolean isMark = range.kind() == AllocatedRange.Kind.ZERO && start == range.offsetBytes() && end <= rangeEnd;
        positionBytes = end;
        return new Piece(start, (int) (end - start), isMark);
    }
}
