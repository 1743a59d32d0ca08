// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** The sector before each structure of a stream-optimized file ("Virtual Disk Format 5.0", Markers). */
enum StreamMarker {
    END_OF_STREAM(0),
    GRAIN_TABLE(1),
    GRAIN_DIRECTORY(2),
    FOOTER(3);

    private static final int VALUE_OFFSET = 0; // 0
    private static final int VALUE_BYTES = 8;
    private static final int SIZE_OFFSET = VALUE_OFFSET + VALUE_BYTES; // 8, zero in every marker but a grain's
    private static final int SIZE_BYTES = 4;
    private static final int TYPE_OFFSET = SIZE_OFFSET + SIZE_BYTES; // 12

    private final int type;

    StreamMarker(int type) {
        this.type = type;
    }

    /** The marker of a structure that is so long. */
    ByteBuffer sector(long sectorCount) {
        ByteBuffer sector = ByteBuffer.allocate(Sectors.SECTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return sector.putLong(VALUE_OFFSET, sectorCount).putInt(TYPE_OFFSET, type);
    }
}
