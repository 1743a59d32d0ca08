// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.internal.extent.Backing;
import org.sectorkeep.vmdk.internal.extent.Extent;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** The extents of a disk by where they start on it, and what lies below the disk. */
public final class NavigableExtents {
    private final long[] startsBytes;
    private final Extent[] extents;
    private final List<ExtentInfo> infos = new ArrayList<>();
    private final Backing below;
    private final long capacityBytes;

    /** Reads or writes a piece that lies in one extent. */
    public interface Transfer {
        void move(Extent extent, long offsetBytes, ByteBuffer piece) throws IOException;
    }

    private interface Ranges {
        AllocatedRange at(long offsetBytes, long maxBytes) throws IOException;
    }

    /** The extents must have been made with the same below them. */
    NavigableExtents(List<DiskParts.Part> parts, Backing below) {
        this.below = below;
        startsBytes = new long[parts.size()];
        extents = new Extent[parts.size()];
        long startBytes = 0;
        for (DiskParts.Part each : parts) {
            Extent extent = each.extent();
            startsBytes[infos.size()] = startBytes;
            extents[infos.size()] = extent;
            infos.add(new ExtentInfo(
                    extent.kind(),
                    each.file(),
                    startBytes / Sectors.SECTOR_BYTES,
                    extent.lengthBytes() / Sectors.SECTOR_BYTES,
                    extent.fileOffsetSectors(),
                    extent.grainBytes()));
            startBytes += extent.lengthBytes();
        }
        capacityBytes = startBytes;
    }

    public long capacityBytes() {
        return capacityBytes;
    }

    public List<ExtentInfo> infos() {
        return List.copyOf(infos);
    }

    public List<Extent> all() {
        return List.of(extents);
    }

    /** The number of the extent that holds a byte. None is empty, so that no two start at the same one. */
    private int at(long offsetBytes) {
        int found = Arrays.binarySearch(startsBytes, offsetBytes);
        return found >= 0 ? found : -found - 2;
    }

    public int grainBytes(long offsetBytes) {
        return extents[at(offsetBytes)].grainBytes();
    }

    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        split(offsetBytes, target, (extent, offset, piece) -> extent.read(offset, piece));
    }

    public void split(long offsetBytes, ByteBuffer buffer, Transfer transfer) throws IOException {
        long offset = offsetBytes;
        while (buffer.hasRemaining()) {
            int index = at(offset);
            long inExtent = offset - startsBytes[index];
            int length = (int) Math.min(buffer.remaining(), extents[index].lengthBytes() - inExtent);
            int end = buffer.position() + length;
            boolean isLast = end == buffer.limit();
            transfer.move(extents[index], inExtent, isLast ? buffer : buffer.slice(buffer.position(), length));
            buffer.position(end);
            offset += length;
        }
    }

    /** The longest run of one kind, over this disk and all below it. */
    public AllocatedRange range(long offsetBytes, long maxBytes) throws IOException {
        return longest(this::shallowRange, offsetBytes, maxBytes);
    }

    private AllocatedRange shallowRange(long offsetBytes, long maxBytes) throws IOException {
        AllocatedRange own = rangeInExtent(offsetBytes, maxBytes);
        return own.kind() == AllocatedRange.Kind.UNALLOCATED ? below.range(offsetBytes, own.lengthBytes()) : own;
    }

    /** The longest run of one kind in this disk alone. */
    public AllocatedRange ownRange(long offsetBytes, long maxBytes) throws IOException {
        return longest(this::rangeInExtent, offsetBytes, maxBytes);
    }

    private static AllocatedRange longest(Ranges ranges, long offsetBytes, long maxBytes) throws IOException {
        AllocatedRange first = ranges.at(offsetBytes, maxBytes);
        long length = first.lengthBytes();
        while (length < maxBytes) {
            AllocatedRange next = ranges.at(offsetBytes + length, maxBytes - length);
            if (next.kind() != first.kind()) {
                break;
            }
            length += next.lengthBytes();
        }
        return new AllocatedRange(first.kind(), offsetBytes, length);
    }

    private AllocatedRange rangeInExtent(long offsetBytes, long maxBytes) throws IOException {
        int index = at(offsetBytes);
        return extents[index].range(offsetBytes - startsBytes[index], maxBytes);
    }

    public boolean discard(long offsetBytes, long lengthBytes) throws IOException {
        boolean zero = true;
        long offset = offsetBytes;
        long end = offsetBytes + lengthBytes;
        while (offset < end) {
            int index = at(offset);
            long inExtent = offset - startsBytes[index];
            long length = Math.min(end - offset, extents[index].lengthBytes() - inExtent);
            zero &= extents[index].discard(inExtent, length);
            offset += length;
        }
        return zero;
    }

    public void flush() throws IOException {
        for (Extent each : extents) {
            each.flush();
        }
    }

    /** Those alone that hold a range. */
    public void flush(long offsetBytes, long lengthBytes) throws IOException {
        for (int index = 0; index < extents.length; index++) {
            boolean before = startsBytes[index] + extents[index].lengthBytes() <= offsetBytes;
            if (!before && startsBytes[index] < offsetBytes + lengthBytes) {
                extents[index].flush();
            }
        }
    }

    public List<StructureFinding> damage() {
        return Arrays.stream(extents).flatMap(each -> each.damage().stream()).toList();
    }

    public List<StructureFinding> check() throws IOException {
        List<StructureFinding> findings = new ArrayList<>();
        for (Extent each : extents) {
            each.check(findings::add);
        }
        return findings;
    }
}
