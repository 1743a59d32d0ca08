// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The first sector of a hosted sparse extent, as in "Virtual Disk Format 5.0", Hosted Sparse Extent Header. All
 * integers are little-endian; "sector" counts 512 bytes. It holds whatever stands in the file: {@code SparseLayout}
 * says whether that makes sense.
 *
 * @param magic "KDMV" in a sound header
 * @param newlines the four bytes that a transfer as text would have changed
 * @param rest the bytes after the last field, kept as they are; read-only
 */
public record SparseHeader(
        int magic,
        int version,
        int flags,
        long capacitySectors,
        long grainSectors,
        long descriptorSector,
        long descriptorSectors,
        int entriesPerTable,
        long redundantDirectorySector,
        long directorySector,
        long overheadSectors,
        byte uncleanShutdown,
        int newlines,
        short compression,
        ByteBuffer rest) {
    public static final int BYTES = 512;

    /** ASCII "KDMV". */
    public static final int MAGIC = 0x564d444b;

    /** Bytes {@code \n}, blank, {@code \r}, {@code \n}. */
    public static final int SOUND_NEWLINES = 0x0a0d200a;

    /** The grain directory is at the end of the file: the footer says where. */
    public static final long DIRECTORY_AT_END = -1L;

    public static final int FLAG_NEWLINE_TEST = 0x1; // bit 0
    public static final int FLAG_REDUNDANT_DIRECTORY = 0x2; // bit 1
    public static final int FLAG_ZEROED_GRAINS = 0x4; // bit 2
    public static final int FLAG_COMPRESSED = 0x10000; // bit 16
    public static final int FLAG_MARKERS = 0x20000; // bit 17
    public static final int KNOWN_FLAGS =
            FLAG_NEWLINE_TEST | FLAG_REDUNDANT_DIRECTORY | FLAG_ZEROED_GRAINS | FLAG_COMPRESSED | FLAG_MARKERS;

    public static final short COMPRESSION_NONE = 0;
    public static final short COMPRESSION_DEFLATE = 1;

    public static final int MAGIC_OFFSET = 0; // 0
    public static final int MAGIC_BYTES = 4;
    public static final int VERSION_OFFSET = MAGIC_OFFSET + MAGIC_BYTES; // 4
    public static final int VERSION_BYTES = 4;
    public static final int FLAGS_OFFSET = VERSION_OFFSET + VERSION_BYTES; // 8
    public static final int FLAGS_BYTES = 4;
    public static final int CAPACITY_OFFSET = FLAGS_OFFSET + FLAGS_BYTES; // 12
    public static final int CAPACITY_BYTES = 8;
    public static final int GRAIN_SIZE_OFFSET = CAPACITY_OFFSET + CAPACITY_BYTES; // 20
    public static final int GRAIN_SIZE_BYTES = 8;
    public static final int DESCRIPTOR_SECTOR_OFFSET = GRAIN_SIZE_OFFSET + GRAIN_SIZE_BYTES; // 28
    public static final int DESCRIPTOR_SECTOR_BYTES = 8;
    public static final int DESCRIPTOR_SIZE_OFFSET = DESCRIPTOR_SECTOR_OFFSET + DESCRIPTOR_SECTOR_BYTES; // 36
    public static final int DESCRIPTOR_SIZE_BYTES = 8;
    public static final int ENTRIES_PER_TABLE_OFFSET = DESCRIPTOR_SIZE_OFFSET + DESCRIPTOR_SIZE_BYTES; // 44
    public static final int ENTRIES_PER_TABLE_BYTES = 4;
    public static final int REDUNDANT_DIRECTORY_OFFSET = ENTRIES_PER_TABLE_OFFSET + ENTRIES_PER_TABLE_BYTES; // 48
    public static final int REDUNDANT_DIRECTORY_BYTES = 8;
    public static final int DIRECTORY_OFFSET = REDUNDANT_DIRECTORY_OFFSET + REDUNDANT_DIRECTORY_BYTES; // 56
    public static final int DIRECTORY_BYTES = 8;
    public static final int OVERHEAD_OFFSET = DIRECTORY_OFFSET + DIRECTORY_BYTES; // 64
    public static final int OVERHEAD_BYTES = 8;
    public static final int UNCLEAN_SHUTDOWN_OFFSET = OVERHEAD_OFFSET + OVERHEAD_BYTES; // 72
    public static final int UNCLEAN_SHUTDOWN_BYTES = 1;
    public static final int NEWLINES_OFFSET = UNCLEAN_SHUTDOWN_OFFSET + UNCLEAN_SHUTDOWN_BYTES; // 73
    public static final int NEWLINES_BYTES = 4;
    public static final int COMPRESSION_OFFSET = NEWLINES_OFFSET + NEWLINES_BYTES; // 77
    public static final int COMPRESSION_BYTES = 2;
    public static final int REST_OFFSET = COMPRESSION_OFFSET + COMPRESSION_BYTES; // 79
    public static final int REST_BYTES = BYTES - REST_OFFSET; // 433

    /** Reads the header from the first {@value #BYTES} bytes of an array. */
    public static SparseHeader read(byte[] sector) {
        ByteBuffer buffer = ByteBuffer.wrap(sector, 0, BYTES).order(ByteOrder.LITTLE_ENDIAN);
        byte[] rest = Arrays.copyOfRange(sector, REST_OFFSET, BYTES);
        return new SparseHeader(
                buffer.getInt(MAGIC_OFFSET),
                buffer.getInt(VERSION_OFFSET),
                buffer.getInt(FLAGS_OFFSET),
                buffer.getLong(CAPACITY_OFFSET),
                buffer.getLong(GRAIN_SIZE_OFFSET),
                buffer.getLong(DESCRIPTOR_SECTOR_OFFSET),
                buffer.getLong(DESCRIPTOR_SIZE_OFFSET),
                buffer.getInt(ENTRIES_PER_TABLE_OFFSET),
                buffer.getLong(REDUNDANT_DIRECTORY_OFFSET),
                buffer.getLong(DIRECTORY_OFFSET),
                buffer.getLong(OVERHEAD_OFFSET),
                buffer.get(UNCLEAN_SHUTDOWN_OFFSET),
                buffer.getInt(NEWLINES_OFFSET),
                buffer.getShort(COMPRESSION_OFFSET),
                ByteBuffer.wrap(rest).asReadOnlyBuffer());
    }

    /** The sector as it stands in the file. */
    public byte[] write() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(magic).putInt(version).putInt(flags);
        buffer.putLong(capacitySectors).putLong(grainSectors);
        buffer.putLong(descriptorSector).putLong(descriptorSectors);
        buffer.putInt(entriesPerTable);
        buffer.putLong(redundantDirectorySector).putLong(directorySector).putLong(overheadSectors);
        buffer.put(uncleanShutdown).putInt(newlines).putShort(compression);
        buffer.put(rest.duplicate());
        return buffer.array();
    }

    SparseHeader withCapacity(long newCapacitySectors) {
        return new SparseHeader(
                magic,
                version,
                flags,
                newCapacitySectors,
                grainSectors,
                descriptorSector,
                descriptorSectors,
                entriesPerTable,
                redundantDirectorySector,
                directorySector,
                overheadSectors,
                uncleanShutdown,
                newlines,
                compression,
                rest);
    }

    SparseHeader withDirectories(long newDirectorySector, long newRedundantSector) {
        return new SparseHeader(
                magic,
                version,
                flags,
                capacitySectors,
                grainSectors,
                descriptorSector,
                descriptorSectors,
                entriesPerTable,
                newRedundantSector,
                newDirectorySector,
                overheadSectors,
                uncleanShutdown,
                newlines,
                compression,
                rest);
    }

    boolean hasFlag(int flag) {
        return (flags & flag) != 0;
    }
}
