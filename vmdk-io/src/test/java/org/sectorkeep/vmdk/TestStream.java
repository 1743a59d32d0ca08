// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Writes stream-optimized files in the shapes that programs give them. Independent of the code under test. */
final class TestStream {
    enum Shape {
        /** Directory and tables before the grains, no marker before tables, no footer. */
        DIRECTORY_FIRST,
        /** Directory and tables behind the grains, but named in the header. */
        DIRECTORY_LATE,
        /** The header says "at the end"; markers before tables and directory; footer and end of stream. */
        FOOTER,
        /** As the first, without markers: grains are zlib data only. */
        NO_MARKERS
    }

    private static final int SECTOR = 512;
    private static final int GRAIN_SECTORS = 16;
    static final int GRAIN_BYTES = GRAIN_SECTORS * SECTOR;
    private static final int ENTRIES = 512;
    private static final int TABLE_MARKER = 1;
    private static final int DIRECTORY_MARKER = 2;
    private static final int FOOTER_MARKER = 3;

    private final Shape shape;
    private final long capacitySectors;
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final int[] entries = new int[ENTRIES];

    private TestStream(Shape shape, long capacitySectors) {
        this.shape = shape;
        this.capacitySectors = capacitySectors;
    }

    /** A file with the given content, of which grains that are all zeroes are left out. At most one table's worth. */
    static byte[] of(Shape shape, byte[] content) {
        TestStream stream = new TestStream(shape, content.length / SECTOR);
        stream.writeAll(content);
        return stream.file.toByteArray();
    }

    /** Where the first grain starts, in sectors. */
    static int firstGrainSector(Shape shape) {
        return shape == Shape.DIRECTORY_FIRST || shape == Shape.NO_MARKERS ? 10 : 5;
    }

    private void writeAll(byte[] content) {
        boolean first = shape == Shape.DIRECTORY_FIRST || shape == Shape.NO_MARKERS;
        file.writeBytes(new byte[(first ? 10 : 5) * SECTOR]);
        for (int grain = 0; grain * GRAIN_BYTES < content.length; grain++) {
            writeGrain(
                    grain,
                    Arrays.copyOfRange(
                            content, grain * GRAIN_BYTES, Math.min(content.length, (grain + 1) * GRAIN_BYTES)));
        }
        int directory = first ? 5 : writeTables();
        byte[] header = header(shape == Shape.FOOTER ? -1 : directory);
        if (shape == Shape.FOOTER) {
            marker(1, FOOTER_MARKER);
            file.writeBytes(header(directory));
            file.writeBytes(new byte[SECTOR]);
        }
        byte[] all = file.toByteArray();
        ByteBuffer.wrap(all).put(header).put(descriptor());
        if (first) {
            ByteBuffer tables = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
            tables.putInt(5 * SECTOR, 6).position(6 * SECTOR).put(table());
        }
        file.reset();
        file.writeBytes(all);
    }

    private int writeTables() {
        if (shape == Shape.FOOTER) {
            marker(ENTRIES * 4 / SECTOR, TABLE_MARKER);
        }
        int table = file.size() / SECTOR;
        file.writeBytes(table());
        if (shape == Shape.FOOTER) {
            marker(1, DIRECTORY_MARKER);
        }
        int directory = file.size() / SECTOR;
        file.writeBytes(ByteBuffer.allocate(SECTOR)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(table)
                .array());
        return directory;
    }

    private byte[] table() {
        ByteBuffer table = ByteBuffer.allocate(ENTRIES * 4).order(ByteOrder.LITTLE_ENDIAN);
        table.asIntBuffer().put(entries);
        return table.array();
    }

    private void writeGrain(int grain, byte[] content) {
        if (Arrays.equals(content, new byte[content.length])) {
            return;
        }
        entries[grain] = file.size() / SECTOR;
        byte[] packed = deflate(content);
        if (shape != Shape.NO_MARKERS) {
            ByteBuffer marker = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
            file.writeBytes(marker.putLong((long) grain * GRAIN_SECTORS)
                    .putInt(packed.length)
                    .array());
        }
        file.writeBytes(packed);
        file.writeBytes(new byte[(SECTOR - file.size() % SECTOR) % SECTOR]);
    }

    static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater();
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[content.length + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }

    private void marker(long sectors, int type) {
        ByteBuffer marker = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        file.writeBytes(marker.putLong(sectors).putInt(0).putInt(type).array());
    }

    private byte[] header(long directorySector) {
        ByteBuffer header = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        header.put("KDMV".getBytes(StandardCharsets.US_ASCII)).putInt(3);
        header.putInt(shape == Shape.NO_MARKERS ? 0x10001 : 0x30001);
        header.putLong(capacitySectors)
                .putLong(GRAIN_SECTORS)
                .putLong(1)
                .putLong(4)
                .putInt(ENTRIES);
        header.putLong(0).putLong(directorySector).putLong(16).put((byte) 0);
        header.put("\n \r\n".getBytes(StandardCharsets.US_ASCII)).putShort((short) 1);
        return header.array();
    }

    private byte[] descriptor() {
        String text = "# Disk DescriptorFile\nversion=1\nCID=0000000a\nparentCID=ffffffff\n"
                + "createType=\"streamOptimized\"\nRW " + capacitySectors + " SPARSE \"x.vmdk\"\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
