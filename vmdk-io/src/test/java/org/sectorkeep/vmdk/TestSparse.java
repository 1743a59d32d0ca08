// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Small sparse files with any numbers in them, right or wrong, and many tables: grains of 4 KiB and 16 entries in a
 * table, so that a table spans 64 KiB. Laid out by hand, without the code under test.
 */
final class TestSparse {
    static final int SECTOR = 512;
    static final int GRAIN_SECTORS = 8;
    static final int GRAIN_BYTES = GRAIN_SECTORS * SECTOR;
    static final int ENTRIES = 16;
    static final int DESCRIPTOR_SECTORS = 4;
    static final int REDUNDANT_SECTOR = 5;
    static final int DIRECTORY_SECTOR = 6;
    static final int FIRST_TABLE_SECTOR = 7;

    static final int VERSION = 4;
    static final int FLAGS = 8;
    static final int CAPACITY = 12;
    static final int GRAIN_SIZE = 20;
    static final int DESCRIPTOR_OFFSET = 28;
    static final int DESCRIPTOR_SIZE = 36;
    static final int ENTRIES_PER_TABLE = 44;
    static final int REDUNDANT_OFFSET = 48;
    static final int DIRECTORY_OFFSET = 56;
    static final int UNCLEAN_SHUTDOWN = 72;
    static final int NEWLINES = 73;
    static final int COMPRESSION = 77;

    final ByteBuffer bytes;
    private final int tableCount;

    private TestSparse(int capacitySectors, int flags) {
        int tables = (capacitySectors + GRAIN_SECTORS * ENTRIES - 1) / (GRAIN_SECTORS * ENTRIES);
        if (tables > SECTOR / 4) {
            throw new IllegalArgumentException("one sector of directory is all there is");
        }
        int end = (FIRST_TABLE_SECTOR + 2 * tables + GRAIN_SECTORS - 1) / GRAIN_SECTORS * GRAIN_SECTORS;
        this.tableCount = tables;
        this.bytes = ByteBuffer.allocate(end * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, "KDMV".getBytes(StandardCharsets.US_ASCII));
        bytes.putInt(VERSION, (flags & 4) == 0 ? 1 : 2).putInt(FLAGS, flags);
        bytes.putLong(CAPACITY, capacitySectors).putLong(GRAIN_SIZE, GRAIN_SECTORS);
        bytes.putLong(DESCRIPTOR_OFFSET, 1).putLong(DESCRIPTOR_SIZE, DESCRIPTOR_SECTORS);
        bytes.putInt(ENTRIES_PER_TABLE, ENTRIES);
        bytes.putLong(REDUNDANT_OFFSET, REDUNDANT_SECTOR).putLong(DIRECTORY_OFFSET, DIRECTORY_SECTOR);
        bytes.put(NEWLINES, "\n \r\n".getBytes(StandardCharsets.US_ASCII));
        descriptor("RW " + capacitySectors + " SPARSE \"disk.vmdk\"");
    }

    /** An extent with all its tables; flags 3 (newline test, redundant directory) or 7 (zeroed grains too). */
    static TestSparse preallocated(int capacitySectors, int flags) {
        TestSparse sparse = new TestSparse(capacitySectors, flags);
        for (int i = 0; i < sparse.tableCount; i++) {
            sparse.pointTo(i, FIRST_TABLE_SECTOR + 2 * i);
        }
        return sparse;
    }

    /** An extent whose directories are empty. */
    static TestSparse withoutTables(int capacitySectors, int flags) {
        return new TestSparse(capacitySectors, flags);
    }

    TestSparse descriptor(String... lines) {
        String text = "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\n"
                + "createType=\"monolithicSparse\"\n" + String.join("\n", lines) + "\n";
        byte[] area = Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), DESCRIPTOR_SECTORS * SECTOR);
        bytes.put(SECTOR, area);
        return this;
    }

    /** Directory entry {@code tableIndex}: the primary table at a sector, the redundant one behind it. */
    TestSparse pointTo(int tableIndex, int sector) {
        bytes.putInt(DIRECTORY_SECTOR * SECTOR + 4 * tableIndex, sector);
        bytes.putInt(REDUNDANT_SECTOR * SECTOR + 4 * tableIndex, sector == 0 ? 0 : sector + 1);
        return this;
    }

    TestSparse directoryEntry(int tableIndex, int sector) {
        bytes.putInt(DIRECTORY_SECTOR * SECTOR + 4 * tableIndex, sector);
        return this;
    }

    /** Entry {@code index} of the preallocated table, both copies. */
    TestSparse entry(int tableIndex, int index, int value) {
        int table = (FIRST_TABLE_SECTOR + 2 * tableIndex) * SECTOR;
        bytes.putInt(table + 4 * index, value);
        bytes.putInt(table + SECTOR + 4 * index, value);
        return this;
    }

    /** Where the first grain behind the tables goes. */
    int firstGrainSector() {
        return bytes.capacity() / SECTOR;
    }

    /** Writes the file with so many grains of a byte behind it. */
    Path write(Path path, int grains) throws IOException {
        byte[] file = Arrays.copyOf(bytes.array(), bytes.capacity() + grains * GRAIN_BYTES);
        Arrays.fill(file, bytes.capacity(), file.length, (byte) 0x5a);
        return Files.write(path, file);
    }
}
