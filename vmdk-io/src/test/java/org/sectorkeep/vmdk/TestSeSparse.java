// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/** Writes seSparse extents, as ESXi does for snapshots. Laid out by hand, without the code under test. */
final class TestSeSparse {
    static final int SECTOR = 512;
    static final int GRAIN_BYTES = 8 * SECTOR;
    static final int ENTRIES = 4096;
    static final int TABLE_BYTES = ENTRIES * 8;

    static final int VERSION = 8;
    static final int CAPACITY = 16;
    static final int GRAIN_SIZE = 24;
    static final int FLAGS = 40;
    static final int VOLATILE_OFFSET = 80;
    static final int DIRECTORY_OFFSET = 128;
    static final int DIRECTORY_SIZE = 136;
    static final int TABLES_OFFSET = 144;
    static final int GRAINS_OFFSET = 192;

    static final int VOLATILE_SECTOR = 1;
    static final int REPLAY = VOLATILE_SECTOR * SECTOR + 24;
    static final int DIRECTORY_SECTOR = 32;
    static final int TABLES_SECTOR = 64;

    private TestSeSparse() {}

    /**
     * An extent that has the grains of a content that are marked, the later ones first in the file, and marks of zeroes
     * for others, by turns "unmapped" and "zero".
     */
    static byte[] of(byte[] content, BitSet present, BitSet zero) {
        int grainCount = (content.length + GRAIN_BYTES - 1) / GRAIN_BYTES;
        int tables = (grainCount + ENTRIES - 1) / ENTRIES;
        long[] directory = new long[tables];
        int used = 0;
        for (int i = tables - 1; i >= 0; i--) {
            if (hasOne(present, i) || hasOne(zero, i)) {
                directory[i] = 0x1000_0000_0000_0000L | used++;
            }
        }
        int grainsSector = TABLES_SECTOR + used * (TABLE_BYTES / SECTOR);
        ByteBuffer file = ByteBuffer.allocate(grainsSector * SECTOR + present.cardinality() * GRAIN_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        header(file, content.length / SECTOR, used, grainsSector, present.cardinality());
        for (int i = 0; i < tables; i++) {
            file.putLong(DIRECTORY_SECTOR * SECTOR + 8 * i, directory[i]);
        }
        ByteArrayOutputStream grains = new ByteArrayOutputStream();
        for (int grain = grainCount - 1; grain >= 0; grain--) {
            long entry = 0;
            if (present.get(grain)) {
                long stored = grains.size() / GRAIN_BYTES;
                entry = 0x3000_0000_0000_0000L | (stored & 0xfff) << 48 | stored >>> 12;
                grains.writeBytes(Arrays.copyOf(
                        Arrays.copyOfRange(
                                content, grain * GRAIN_BYTES, Math.min(content.length, (grain + 1) * GRAIN_BYTES)),
                        GRAIN_BYTES));
            } else if (zero.get(grain)) {
                entry = grain % 2 == 0 ? 0x1000_0000_0000_0000L : 0x2000_0000_0000_0000L;
            }
            if (entry != 0) {
                int table = (int) directory[grain / ENTRIES];
                file.putLong(TABLES_SECTOR * SECTOR + table * TABLE_BYTES + 8 * (grain % ENTRIES), entry);
            }
        }
        file.put(grainsSector * SECTOR, grains.toByteArray());
        return file.array();
    }

    private static boolean hasOne(BitSet grains, int table) {
        int first = grains.nextSetBit(table * ENTRIES);
        return first >= 0 && first < (table + 1) * ENTRIES;
    }

    private static void header(ByteBuffer file, int capacitySectors, int tables, int grainsSector, int grains) {
        file.putLong(0, 0xcafebabeL).putLong(VERSION, 0x200000001L);
        file.putLong(CAPACITY, capacitySectors).putLong(GRAIN_SIZE, 8).putLong(32, 64);
        long[] areas = {
            VOLATILE_SECTOR,
            1, // volatile header
            2,
            2, // journal header
            4,
            16, // journal
            DIRECTORY_SECTOR,
            32,
            TABLES_SECTOR,
            tables * (long) (TABLE_BYTES / SECTOR),
            20,
            1, // free bitmap
            21,
            1, // back map
            grainsSector,
            grains * 8L
        };
        for (int i = 0; i < areas.length; i++) {
            file.putLong(VOLATILE_OFFSET + 8 * i, areas[i]);
        }
        file.putLong(VOLATILE_SECTOR * SECTOR, 0xcafecafeL);
    }
}
