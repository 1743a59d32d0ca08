// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first four sectors of an ESX sparse extent ("COWD"), as in "Virtual Disk Format 5.0", ESX Server Sparse Extents,
 * as far as they say where the content is. All integers are little-endian; "sector" counts 512 bytes. The parent is
 * named here too, but the descriptor decides.
 *
 * @param magic "COWD" in a sound header
 */
record CowdHeader(
        int magic,
        int version,
        int flags,
        long capacitySectors,
        long grainSectors,
        long directorySector,
        long directoryEntries,
        byte uncleanShutdown) {
    static final int BYTES = 2048;

    /** ASCII "COWD". */
    static final int MAGIC = 0x44574f43;

    static final int VERSION = 1;

    /** Every table has so many entries. */
    static final int ENTRIES_PER_TABLE = 4096;

    static final int MAGIC_OFFSET = 0; // 0
    static final int MAGIC_BYTES = 4;
    static final int VERSION_OFFSET = MAGIC_OFFSET + MAGIC_BYTES; // 4
    static final int VERSION_BYTES = 4;
    static final int FLAGS_OFFSET = VERSION_OFFSET + VERSION_BYTES; // 8
    static final int FLAGS_BYTES = 4;
    static final int CAPACITY_OFFSET = FLAGS_OFFSET + FLAGS_BYTES; // 12
    static final int CAPACITY_BYTES = 4;
    static final int GRAIN_SIZE_OFFSET = CAPACITY_OFFSET + CAPACITY_BYTES; // 16
    static final int GRAIN_SIZE_BYTES = 4;
    static final int DIRECTORY_OFFSET = GRAIN_SIZE_OFFSET + GRAIN_SIZE_BYTES; // 20
    static final int DIRECTORY_BYTES = 4;
    static final int DIRECTORY_ENTRIES_OFFSET = DIRECTORY_OFFSET + DIRECTORY_BYTES; // 24
    static final int UNCLEAN_SHUTDOWN_OFFSET = 1648; // behind names, generations and description

    static CowdHeader read(byte[] sectors) {
        ByteBuffer buffer = ByteBuffer.wrap(sectors, 0, BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return new CowdHeader(
                buffer.getInt(MAGIC_OFFSET),
                buffer.getInt(VERSION_OFFSET),
                buffer.getInt(FLAGS_OFFSET),
                Integer.toUnsignedLong(buffer.getInt(CAPACITY_OFFSET)),
                Integer.toUnsignedLong(buffer.getInt(GRAIN_SIZE_OFFSET)),
                Integer.toUnsignedLong(buffer.getInt(DIRECTORY_OFFSET)),
                Integer.toUnsignedLong(buffer.getInt(DIRECTORY_ENTRIES_OFFSET)),
                buffer.get(UNCLEAN_SHUTDOWN_OFFSET));
    }
}
