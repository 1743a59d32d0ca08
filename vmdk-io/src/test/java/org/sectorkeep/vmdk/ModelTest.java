// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.io.FileUtils;

/** Random reads, writes, discards, flushes and reopening: always what a plain array would hold. */
class ModelTest {
    enum Format {
        MONOLITHIC_SPARSE,
        TWO_GB_MAX_EXTENT_SPARSE,
        MONOLITHIC_FLAT,
        TWO_GB_MAX_EXTENT_FLAT,
        RAW,
        SMALL_GRAINS,
        SMALL_GRAINS_WITHOUT_TABLES,
        ZEROED_GRAINS,
        SEVERAL_EXTENTS
    }

    private static final int CAPACITY_BYTES = 1003 * 512;

    private static Path make(Format format, Path folder) throws IOException {
        Path path = folder.resolve("disk.vmdk");
        return switch (format) {
            case SMALL_GRAINS -> TestSparse.preallocated(1003, 3).write(path, 0);
            case SMALL_GRAINS_WITHOUT_TABLES ->
                TestSparse.withoutTables(1003, 3).write(path, 0);
            case ZEROED_GRAINS -> TestSparse.withoutTables(1003, 7).write(path, 0);
            case SEVERAL_EXTENTS -> severalExtents(path);
            case RAW -> Disks.create(folder.resolve("disk.raw"), CreateType.RAW, CAPACITY_BYTES);
            default -> Disks.create(path, CreateType.valueOf(format.name()), CAPACITY_BYTES);
        };
    }

    private static Path severalExtents(Path path) throws IOException {
        TestSparse.preallocated(500, 3).write(path.resolveSibling("a"), 0);
        TestSparse.withoutTables(3, 3).write(path.resolveSibling("b"), 0);
        TestSparse.withoutTables(500, 7).write(path.resolveSibling("c"), 0);
        return Disks.descriptor(
                path, "twoGbMaxExtentSparse", "RW 500 SPARSE \"a\"", "RW 3 SPARSE \"b\"", "RW 500 SPARSE \"c\"");
    }

    @Property(tries = 100)
    void disksHoldWhatIsWritten(@ForAll Format format, @ForAll long seed) throws IOException {
        Path folder = Files.createTempDirectory("model");
        try {
            Path path = make(format, folder);
            byte[] model = new byte[CAPACITY_BYTES];
            RandomGenerator random = Disks.random(seed);
            for (int session = 0; session < 3; session++) {
                try (VirtualDisk disk = Disks.quickReadWrite(path)) {
                    for (int i = 0; i < 25; i++) {
                        step(disk, model, random);
                    }
                }
            }
            assertThat(Disks.readAll(path)).isEqualTo(model);
            requireRangesTrue(path, model);
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    private static void step(VirtualDisk disk, byte[] model, RandomGenerator random) throws IOException {
        int offset = random.nextInt(CAPACITY_BYTES);
        int length = random.nextInt(Math.min(random.nextBoolean() ? 600 : 100_000, CAPACITY_BYTES - offset) + 1);
        switch (random.nextInt(8)) {
            case 0 -> disk.flush();
            case 1 -> discard(disk, model, offset, length);
            case 2, 3 ->
                assertThat(Disks.read(disk, offset, length))
                        .isEqualTo(Arrays.copyOfRange(model, offset, offset + length));
            default -> {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                ByteBuffer source = random.nextBoolean()
                        ? ByteBuffer.wrap(bytes).asReadOnlyBuffer()
                        : ByteBuffer.allocateDirect(length).put(bytes).flip();
                disk.write(offset, source);
                assertThat(source.hasRemaining()).isFalse();
                System.arraycopy(bytes, 0, model, offset, length);
            }
        }
    }

    /** What was let go reads as zeroes, what was not is as it was. */
    private static void discard(VirtualDisk disk, byte[] model, int offset, int length) throws IOException {
        boolean allZero = disk.discard(offset, length);
        byte[] now = Disks.read(disk, 0, CAPACITY_BYTES);
        for (int i = 0; i < CAPACITY_BYTES; i++) {
            boolean inside = i >= offset && i < offset + length;
            if (now[i] != model[i] && !(inside && now[i] == 0)) {
                throw new AssertionError("byte " + i + " changed outside the range");
            }
            if (allZero && inside && now[i] != 0) {
                throw new AssertionError("byte " + i + " is not zero");
            }
        }
        System.arraycopy(now, 0, model, 0, CAPACITY_BYTES);
    }

    private static void requireRangesTrue(Path path, byte[] model) throws IOException {
        try (VirtualDisk disk = Disks.readOnly(path)) {
            long offset = 0;
            while (offset < CAPACITY_BYTES) {
                AllocatedRange range = disk.range(offset, Long.MAX_VALUE);
                assertThat(range.offsetBytes()).isEqualTo(offset);
                assertThat(range.lengthBytes()).isPositive();
                int end = Math.toIntExact(offset + range.lengthBytes());
                if (range.kind() != AllocatedRange.Kind.DATA) {
                    assertThat(Arrays.copyOfRange(model, (int) offset, end)).containsOnly(0);
                }
                if (end < CAPACITY_BYTES) {
                    assertThat(disk.range(end, 1).kind()).isNotEqualTo(range.kind());
                }
                offset = end;
            }
            assertThat(offset).isEqualTo(CAPACITY_BYTES);
            assertThat(disk.checkStructure()).isEmpty();
        }
    }
}
