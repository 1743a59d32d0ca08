// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first sector of a space-efficient sparse extent (seSparse), which never changes: as far as it says where the
 * content is. All integers are 64 bits and little-endian, all positions and sizes are in sectors of 512 bytes.
 *
 * @param magic {@link #MAGIC} in a sound header
 * @param zeroes everything that must be zero, or-ed together: the flags and four reserved fields
 */
record SeSparseHeader(
        long magic,
        long version,
        long capacitySectors,
        long grainSectors,
        long tableSectors,
        long zeroes,
        long volatileHeaderSector,
        long directorySector,
        long directorySectors,
        long tablesSector,
        long tablesSectors,
        long grainsSector,
        long grainsSectors) {
    static final int BYTES = 512;
    static final long MAGIC = 0xcafebabeL;

    /** 2.1. */
    static final long VERSION = 0x200000001L;

    static final int MAGIC_OFFSET = 0; // 0
    static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES; // 8
    static final int CAPACITY_OFFSET = VERSION_OFFSET + Long.BYTES; // 16
    static final int GRAIN_SIZE_OFFSET = CAPACITY_OFFSET + Long.BYTES; // 24
    static final int TABLE_SIZE_OFFSET = GRAIN_SIZE_OFFSET + Long.BYTES; // 32
    static final int FLAGS_OFFSET = TABLE_SIZE_OFFSET + Long.BYTES; // 40
    static final int RESERVED_COUNT = 4;
    static final int VOLATILE_HEADER_OFFSET = FLAGS_OFFSET + (1 + RESERVED_COUNT) * Long.BYTES; // 80
    static final int JOURNAL_HEADER_OFFSET = VOLATILE_HEADER_OFFSET + 2 * Long.BYTES; // 96
    static final int JOURNAL_OFFSET = JOURNAL_HEADER_OFFSET + 2 * Long.BYTES; // 112
    static final int DIRECTORY_OFFSET = JOURNAL_OFFSET + 2 * Long.BYTES; // 128
    static final int TABLES_OFFSET = DIRECTORY_OFFSET + 2 * Long.BYTES; // 144
    static final int FREE_BITMAP_OFFSET = TABLES_OFFSET + 2 * Long.BYTES; // 160
    static final int BACKMAP_OFFSET = FREE_BITMAP_OFFSET + 2 * Long.BYTES; // 176
    static final int GRAINS_OFFSET = BACKMAP_OFFSET + 2 * Long.BYTES; // 192

    static SeSparseHeader read(byte[] sector) {
        ByteBuffer buffer = ByteBuffer.wrap(sector, 0, BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long zeroes = 0;
        for (int i = 0; i <= RESERVED_COUNT; i++) {
            zeroes |= buffer.getLong(FLAGS_OFFSET + i * Long.BYTES);
        }
        return new SeSparseHeader(
                buffer.getLong(MAGIC_OFFSET),
                buffer.getLong(VERSION_OFFSET),
                buffer.getLong(CAPACITY_OFFSET),
                buffer.getLong(GRAIN_SIZE_OFFSET),
                buffer.getLong(TABLE_SIZE_OFFSET),
                zeroes,
                buffer.getLong(VOLATILE_HEADER_OFFSET),
                buffer.getLong(DIRECTORY_OFFSET),
                buffer.getLong(DIRECTORY_OFFSET + Long.BYTES),
                buffer.getLong(TABLES_OFFSET),
                buffer.getLong(TABLES_OFFSET + Long.BYTES),
                buffer.getLong(GRAINS_OFFSET),
                buffer.getLong(GRAINS_OFFSET + Long.BYTES));
    }
}
