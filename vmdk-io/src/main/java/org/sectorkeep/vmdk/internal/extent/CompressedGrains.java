// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * Inflates grains: zlib data, which a grain marker precedes where the header says so. The output never exceeds a grain
 * and the input never two, whatever the marker claims. Safe for concurrent use; inflaters and their buffers are kept for
 * the next grain.
 */
final class CompressedGrains {
    private static final int LBA_OFFSET = 0; // 0
    private static final int LBA_BYTES = 8;
    private static final int SIZE_OFFSET = LBA_OFFSET + LBA_BYTES; // 8
    private static final int SIZE_BYTES = 4;
    static final int MARKER_BYTES = SIZE_OFFSET + SIZE_BYTES; // 12
    private static final String STRUCTURE = "compressed grain";

    private final LockedFile file;
    private final SparseLayout layout;
    private final Deque<Tools> idle = new ConcurrentLinkedDeque<>();

    /** What it takes to inflate one grain. */
    private record Tools(Inflater inflater, ByteBuffer stored) {}

    CompressedGrains(LockedFile file, SparseLayout layout) {
        this.file = file;
        this.layout = layout;
    }

    /**
     * Inflates a grain into a buffer of its size; what the data does not say (the last grain may be short) is zeroes.
     *
     * @param maxBytes what there is of it at most, marker included
     */
    void inflate(long grain, long sector, long maxBytes, ByteBuffer content) throws IOException {
        Tools pooled = idle.pollFirst();
        Tools tools = pooled == null
                ? new Tools(new Inflater(), ByteBuffer.allocateDirect(MARKER_BYTES + 2 * layout.grainBytes()))
                : pooled;
        try {
            inflate(tools, grain, sector, maxBytes, content);
        } finally {
            tools.inflater().reset();
            idle.addFirst(tools);
        }
    }

    private void inflate(Tools tools, long grain, long sector, long maxBytes, ByteBuffer content) throws IOException {
        long position = Sectors.toBytes(sector);
        ByteBuffer stored = tools.stored().clear().order(ByteOrder.LITTLE_ENDIAN);
        long available = Math.min(maxBytes, file.sizeBytes() - position);
        stored.limit((int) Math.max(0, Math.min(stored.capacity(), available)));
        file.file().read(position, stored);
        stored.flip();
        if (layout.hasMarkers()) {
            skipMarker(stored, grain, position);
        }
        try {
            inflate(tools.inflater(), stored, grain, position, content);
        } catch (DataFormatException e) {
            throw damaged("data", position, "not zlib data: " + e.getMessage());
        }
    }

    private void skipMarker(ByteBuffer stored, long grain, long position) throws VmdkFormatException {
        if (stored.remaining() < MARKER_BYTES) {
            throw damaged("marker", position, "the file ends before its end");
        }
        long lba = stored.getLong(LBA_OFFSET);
        if (lba != grain * layout.grainSectors()) {
            String problem = "expected " + grain * layout.grainSectors() + ", found " + Long.toUnsignedString(lba);
            throw damaged("sector number", position + LBA_OFFSET, problem);
        }
        int size = stored.getInt(SIZE_OFFSET);
        int max = stored.limit() - MARKER_BYTES;
        if (size < 1 || size > max) {
            String problem = "expected 1 to " + max + ", found " + Integer.toUnsignedString(size);
            throw damaged("size", position + SIZE_OFFSET, problem);
        }
        stored.position(MARKER_BYTES).limit(MARKER_BYTES + size);
    }

    private void inflate(Inflater inflater, ByteBuffer stored, long grain, long position, ByteBuffer content)
            throws DataFormatException, VmdkFormatException {
        inflater.setInput(stored);
        int start = content.position();
        while (content.hasRemaining() && inflater.inflate(content) > 0) {
            // goes on until the grain is full or the data ends
        }
        boolean whole = inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
        if (!whole) {
            throw damaged("data", position, "the data goes on behind the grain, or is cut short");
        }
        int inflatedBytes = content.position() - start;
        if (inflatedBytes < Sectors.toBytes(layout.usedSectors(grain))) {
            throw damaged("data", position, "inflates to " + inflatedBytes + " bytes, less than the grain");
        }
        Zeroes.fill(content);
    }

    private VmdkFormatException damaged(String field, long position, String problem) {
        return new VmdkFormatException(layout.path(), STRUCTURE, field, position, problem);
    }
}
