// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * Inflates grains: zlib data, which a grain marker precedes where the header says so. The output never exceeds a grain
 * and the input never two, whatever the marker claims.
 */
final class CompressedGrains {
    private static final int LBA_OFFSET = 0; // 0
    private static final int LBA_BYTES = 8;
    private static final int SIZE_OFFSET = LBA_OFFSET + LBA_BYTES; // 8
    private static final int SIZE_BYTES = 4;
    private static final int MARKER_BYTES = SIZE_OFFSET + SIZE_BYTES; // 12
    private static final String STRUCTURE = "compressed grain";

    private final LockedFile file;
    private final SparseLayout layout;

    CompressedGrains(LockedFile file, SparseLayout layout) {
        this.file = file;
        this.layout = layout;
    }

    /** The grain's content, whole; what the data does not say (the last grain may be short) is zeroes. */
    ByteBuffer inflate(long grain, long sector) throws IOException {
        long position = Sectors.toBytes(sector);
        int maxBytes = MARKER_BYTES + 2 * layout.grainBytes();
        ByteBuffer stored = ByteBuffer.wrap(file.readUpTo(position, maxBytes)).order(ByteOrder.LITTLE_ENDIAN);
        if (layout.hasMarkers()) {
            skipMarker(stored, grain, position);
        }
        Inflater inflater = new Inflater();
        try {
            return inflate(inflater, stored, grain, position);
        } catch (DataFormatException e) {
            throw damaged("data", position, "not zlib data: " + e.getMessage());
        } finally {
            inflater.end();
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
        if (size < 1 || size > stored.capacity() - MARKER_BYTES) {
            String problem =
                    "expected 1 to " + (stored.capacity() - MARKER_BYTES) + ", found " + Integer.toUnsignedString(size);
            throw damaged("size", position + SIZE_OFFSET, problem);
        }
        stored.position(MARKER_BYTES).limit(MARKER_BYTES + size);
    }

    private ByteBuffer inflate(Inflater inflater, ByteBuffer stored, long grain, long position)
            throws DataFormatException, VmdkFormatException {
        inflater.setInput(stored);
        ByteBuffer content = ByteBuffer.allocate(layout.grainBytes());
        while (content.hasRemaining() && inflater.inflate(content) > 0) {
            // goes on until the grain is full or the data ends
        }
        boolean whole = inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
        if (!whole) {
            throw damaged("data", position, "the data goes on behind the grain, or is cut short");
        }
        if (content.position() < Sectors.toBytes(layout.usedSectors(grain))) {
            throw damaged("data", position, "inflates to " + content.position() + " bytes, less than the grain");
        }
        return content.clear();
    }

    private VmdkFormatException damaged(String field, long position, String problem) {
        return new VmdkFormatException(layout.path(), STRUCTURE, field, position, problem);
    }
}
