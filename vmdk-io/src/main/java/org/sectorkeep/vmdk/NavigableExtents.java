// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.sectorkeep.vmdk.internal.disk.DiskParts;
import org.sectorkeep.vmdk.internal.extent.Extent;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** The extents of a disk by where they start on it. */
final class NavigableExtents {
    private final NavigableMap<Long, Extent> byStartBytes = new TreeMap<>();
    private final List<ExtentInfo> infos = new ArrayList<>();
    private final long capacityBytes;

    /** Reads or writes a piece that lies in one extent. */
    interface Transfer {
        void move(Extent extent, long offsetBytes, ByteBuffer piece) throws IOException;
    }

    NavigableExtents(List<DiskParts.Part> parts) {
        long startBytes = 0;
        for (DiskParts.Part each : parts) {
            Extent extent = each.extent();
            byStartBytes.put(startBytes, extent);
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

    private Map.Entry<Long, Extent> at(long offsetBytes) {
        return Objects.requireNonNull(byStartBytes.floorEntry(offsetBytes));
    }

    int grainBytes(long offsetBytes) {
        return at(offsetBytes).getValue().grainBytes();
    }

    void split(long offsetBytes, ByteBuffer buffer, Transfer transfer) throws IOException {
        long offset = offsetBytes;
        while (buffer.hasRemaining()) {
            Map.Entry<Long, Extent> entry = at(offset);
            long inExtent = offset - entry.getKey();
            int length = (int) Math.min(buffer.remaining(), entry.getValue().lengthBytes() - inExtent);
            transfer.move(entry.getValue(), inExtent, buffer.slice(buffer.position(), length));
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
        Map.Entry<Long, Extent> entry = at(offsetBytes);
        return entry.getValue().range(offsetBytes - entry.getKey(), maxBytes);
    }

    boolean discard(long offsetBytes, long lengthBytes) throws IOException {
        boolean zero = true;
        long offset = offsetBytes;
        long end = offsetBytes + lengthBytes;
        while (offset < end) {
            Map.Entry<Long, Extent> entry = at(offset);
            long inExtent = offset - entry.getKey();
            long length = Math.min(end - offset, entry.getValue().lengthBytes() - inExtent);
            zero &= entry.getValue().discard(inExtent, length);
            offset += length;
        }
        return zero;
    }

    void flush() throws IOException {
        for (Extent each : byStartBytes.values()) {
            each.flush();
        }
    }

    List<StructureFinding> check() throws IOException {
        List<StructureFinding> findings = new ArrayList<>();
        for (Extent each : byStartBytes.values()) {
            each.check(findings::add);
        }
        return findings;
    }
}
