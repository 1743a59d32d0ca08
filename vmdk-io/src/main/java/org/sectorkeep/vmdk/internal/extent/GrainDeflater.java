// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.Deflater;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** Makes compressed grains: marker, zlib data, padding to a sector. Safe for concurrent use; deflaters are kept. */
final class GrainDeflater implements AutoCloseable {
    private final int grainBytes;
    private final Deque<Deflater> idle = new ConcurrentLinkedDeque<>();

    GrainDeflater(int grainBytes) {
        this.grainBytes = grainBytes;
    }

    /** The grain as it stands in the file. Content that is shorter than a grain has zeroes behind it. */
    byte[] deflate(long firstSector, ByteBuffer content) {
        Deflater pooled = idle.pollFirst();
        Deflater deflater = pooled == null ? new Deflater() : pooled;
        try {
            deflater.setInput(content.remaining() == grainBytes ? content : padded(content));
            deflater.finish();
            byte[] stored = new byte[CompressedGrains.MARKER_BYTES + grainBytes / 2];
            int end = CompressedGrains.MARKER_BYTES;
            while (!deflater.finished()) {
                if (end == stored.length) {
                    stored = Arrays.copyOf(stored, stored.length + grainBytes);
                }
                end += deflater.deflate(stored, end, stored.length - end);
            }
            ByteBuffer marker = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
            marker.putLong(firstSector).putInt(end - CompressedGrains.MARKER_BYTES);
            return Arrays.copyOf(stored, (int) Sectors.roundUp(end, Sectors.SECTOR_BYTES));
        } finally {
            deflater.reset();
            idle.addFirst(deflater);
        }
    }

    private ByteBuffer padded(ByteBuffer content) {
        return ByteBuffer.allocate(grainBytes).put(content).rewind();
    }

    @Override
    public void close() {
        for (Deflater each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
            each.end();
        }
    }
}
