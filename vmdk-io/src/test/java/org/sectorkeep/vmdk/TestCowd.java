// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/** Writes ESX sparse (COWD) extents, as ESX does for snapshots. Laid out by hand, without the code under test. */
final class TestCowd {
    static final int SECTOR = 512;
    static final int HEADER_SECTORS = 4;
    static final int ENTRIES = 4096;
    static final int TABLE_SECTORS = ENTRIES * 4 / SECTOR;

    static final int VERSION = 4;
    static final int CAPACITY = 12;
    static final int GRAIN_SIZE = 16;
    static final int DIRECTORY_OFFSET = 20;
    static final int DIRECTORY_ENTRIES = 24;
    static final int UNCLEAN_SHUTDOWN = 1648;

    private TestCowd() {}

    /** An extent that has the grains of a content that are marked, the later ones first in the file. */
    static byte[] of(byte[] content, int grainSectors, BitSet present) {
        int grainBytes = grainSectors * SECTOR;
        int tables = ceilDiv(content.length, grainBytes * ENTRIES);
        int directorySectors = ceilDiv(tables * 4, SECTOR);
        int[] directory = new int[tables];
        int[][] entries = new int[tables][ENTRIES];
        int next = HEADER_SECTORS + directorySectors;
        for (int i = 0; i < tables; i++) {
            int first = present.nextSetBit(i * ENTRIES);
            if (first >= 0 && first < (i + 1) * ENTRIES) {
                directory[i] = next;
                next += TABLE_SECTORS;
            }
        }
        ByteArrayOutputStream grains = new ByteArrayOutputStream();
        int firstGrain = next;
        for (int grain = present.length() - 1;
                grain >= 0;
                grain = grain == 0 ? -1 : present.previousSetBit(grain - 1)) {
            entries[grain / ENTRIES][grain % ENTRIES] = firstGrain + grains.size() / SECTOR;
            grains.writeBytes(Arrays.copyOf(
                    Arrays.copyOfRange(content, grain * grainBytes, Math.min(content.length, (grain + 1) * grainBytes)),
                    grainBytes));
        }
        ByteBuffer file =
                ByteBuffer.allocate(firstGrain * SECTOR + grains.size()).order(ByteOrder.LITTLE_ENDIAN);
        header(file, content.length / SECTOR, grainSectors, tables);
        for (int i = 0; i < tables; i++) {
            file.putInt(HEADER_SECTORS * SECTOR + 4 * i, directory[i]);
            for (int j = 0; directory[i] != 0 && j < ENTRIES; j++) {
                file.putInt(directory[i] * SECTOR + 4 * j, entries[i][j]);
            }
        }
        file.put(firstGrain * SECTOR, grains.toByteArray());
        return file.array();
    }

    private static void header(ByteBuffer file, int capacitySectors, int grainSectors, int tables) {
        file.put(0, "COWD".getBytes(StandardCharsets.US_ASCII));
        file.putInt(VERSION, 1).putInt(8, 3);
        file.putInt(CAPACITY, capacitySectors).putInt(GRAIN_SIZE, grainSectors);
        file.putInt(DIRECTORY_OFFSET, HEADER_SECTORS).putInt(DIRECTORY_ENTRIES, tables);
        file.putInt(28, file.capacity() / SECTOR);
        file.put(32, "base.vmdk".getBytes(StandardCharsets.US_ASCII));
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
