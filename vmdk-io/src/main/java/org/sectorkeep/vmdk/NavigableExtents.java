// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sectorkeep.vmdk.internal.disk.DiskParts;
import org.sectorkeep.vmdk.internal.extent.Extent;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** The extents of a disk by where they start on it. */
final class NavigableExtents {
    private final long[] startsBytes;
    private final Extent[] extents;
    private final List<ExtentInfo> infos = new ArrayList<>();
    private final long capacityBytes;

    /** Reads or writes a piece that lies in one extent. */
    interface Transfer {
        void move(Extent extent, long offsetBytes, ByteBuffer piece) throws IOException;
    }

    NavigableExtents(List<DiskParts.Part> parts) {
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

    long capacityBytes() {
        return capacityBytes;
    }

    List<ExtentInfo> infos() {
        return List.copyOf(infos);
    }

    /** The number of the extent that holds a byte. None is empty, so that no two start at the same one. */
    private int at(long offsetBytes) {
        int found = Arrays.binarySearch(startsBytes, offsetBytes);
        return found >= 0 ? found : -found - 2;
    }

    int grainBytes(long offsetBytes) {
        return extents[at(offsetBytes)].grainBytes();
    }

    void split(long offsetBytes, ByteBuffer buffer, Transfer transfer) throws IOException {
        long offset = offsetBytes;
        while (buffer.hasRemaining()) {
            int index = at(offset);
            long inExtent = offset - startsBytes[index];
            int length = (int) Math.min(buffer.remaining(), extents[index].lengthBytes() - inExtent);
            transfer.move(extents[index], inExtent, buffer.slice(buffer.position(), length));
            buffer.position(buffer.position() + length);
            offset += length;
        }
    }

    AllocatedRange range(long offsetBytes, long maxBytes) throws IOException {
        AllocatedRange first = rangeInExtent(offsetBytes, maxBytes);
        long length = first.lengthBytes();
        while (length < maxBytes) {
            AllocatedRange next = rangeInExtent(offsetBytes + length, maxBytes - length);
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

    boolean discard(long offsetBytes, long lengthBytes) throws IOException {
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

    void flush() throws IOException {
        for (Extent each : extents) {
            each.flush();
        }
    }

    List<StructureFinding> check() throws IOException {
        List<StructureFinding> findings = new ArrayList<>();
        for (Extent each : extents) {
            each.check(findings::add);
        }
        return findings;
    }
}
