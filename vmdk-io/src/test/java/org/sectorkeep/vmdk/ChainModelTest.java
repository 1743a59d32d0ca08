// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.sectorkeep.testing.Peers;

/** Random writes to the top of chains of any kinds of disk: always what a plain array would hold. */
class ChainModelTest {
    enum Base {
        FLAT,
        SPARSE,
        ZEROED_GRAINS,
        STREAM_OPTIMIZED,
        COWD,
        SE_SPARSE,
        SHORTER
    }

    enum Link {
        SMALL_GRAINS,
        ZEROED_GRAINS,
        TWO_EXTENTS
    }

    private static final int SECTORS = 1003;
    private static final int BYTES = SECTORS * 512;

    /** A base with random content; what it holds goes into the model. */
    private static Path base(Base kind, Path folder, byte[] model, RandomGenerator random) throws IOException {
        byte[] content = new byte[BYTES];
        random.nextBytes(content);
        Path path = folder.resolve("base.vmdk");
        System.arraycopy(content, 0, model, 0, BYTES);
        BitSet all = new BitSet();
        all.set(0, SECTORS);
        return switch (kind) {
            case FLAT -> withExtent(path, "monolithicFlat", SECTORS, "FLAT", content);
            case SHORTER -> {
                Arrays.fill(model, 900 * 512, BYTES, (byte) 0);
                yield withExtent(path, "monolithicFlat", 900, "FLAT", Arrays.copyOf(content, 900 * 512));
            }
            case COWD -> withExtent(path, "vmfsSparse", SECTORS, "VMFSSPARSE", TestCowd.of(content, 1, all));
            case SE_SPARSE ->
                withExtent(path, "seSparse", SECTORS, "SESPARSE", TestSeSparse.of(content, all, new BitSet()));
            case STREAM_OPTIMIZED -> Files.write(path, TestStream.of(TestStream.Shape.FOOTER, content));
            case SPARSE, ZEROED_GRAINS -> {
                Path disk = TestSparse.withoutTables(SECTORS, kind == Base.SPARSE ? 3 : 7)
                        .write(path, 0);
                try (VirtualDisk opened = Disks.quickReadWrite(disk)) {
                    opened.write(0, ByteBuffer.wrap(content));
                    opened.discard(100_000, 100_000);
                }
                System.arraycopy(Disks.readAll(disk), 0, model, 0, BYTES);
                yield disk;
            }
        };
    }

    private static Path withExtent(Path path, String createType, int sectors, String word, byte[] file)
            throws IOException {
        Files.write(path.resolveSibling("base-extent"), file);
        return Disks.descriptor(path, createType, "RW " + sectors + " " + word + " \"base-extent\"");
    }

    private static Path link(Link kind, Path path, Path parent) throws IOException {
        String name = path.getFileName().toString();
        int flags = kind == Link.ZEROED_GRAINS ? 7 : 3;
        if (kind == Link.TWO_EXTENTS) {
            TestSparse.withoutTables(500, 3).write(path.resolveSibling(name + "-a"), 0);
            TestSparse.withoutTables(503, 7).write(path.resolveSibling(name + "-b"), 0);
            Disks.descriptor(
                    path,
                    "twoGbMaxExtentSparse",
                    "RW 500 SPARSE \"" + name + "-a\"",
                    "RW 503 SPARSE \"" + name + "-b\"");
        } else {
            TestSparse.withoutTables(SECTORS, flags).write(path.resolveSibling(name + "-a"), 0);
            Disks.descriptor(path, "twoGbMaxExtentSparse", "RW " + SECTORS + " SPARSE \"" + name + "-a\"");
        }
        long cid;
        try (VirtualDisk disk = Disks.readOnly(parent)) {
            cid = disk.descriptor().cid();
        }
        return Disks.makeChild(path, parent.getFileName().toString(), cid);
    }

    private static Path chain(Base base, Link middle, Link top, Path folder, byte[] model, RandomGenerator random)
            throws IOException {
        Path below = base(base, folder, model, random);
        Path between = link(middle, folder.resolve("middle.vmdk"), below);
        change(between, model, random);
        Path above = link(top, folder.resolve("top.vmdk"), between);
        change(above, model, random);
        change(above, model, random);
        return above;
    }

    private static void change(Path path, byte[] model, RandomGenerator random) throws IOException {
        try (VirtualDisk disk = Disks.quickReadWrite(path)) {
            for (int i = 0; i < 12; i++) {
                int offset = random.nextInt(BYTES);
                int length = random.nextInt(Math.min(random.nextBoolean() ? 600 : 60_000, BYTES - offset) + 1);
                switch (random.nextInt(5)) {
                    case 0 -> disk.flush();
                    case 1 -> discard(disk, model, offset, length);
                    default -> {
                        byte[] bytes = new byte[length];
                        random.nextBytes(bytes);
                        disk.write(offset, ByteBuffer.wrap(bytes));
                        System.arraycopy(bytes, 0, model, offset, length);
                    }
                }
            }
            assertThat(Disks.read(disk, 0, BYTES)).isEqualTo(model);
        }
    }

    /** What was let go reads as zeroes, what was not is as it was. */
    private static void discard(VirtualDisk disk, byte[] model, int offset, int length) throws IOException {
        boolean allZero = disk.discard(offset, length);
        byte[] now = Disks.read(disk, 0, BYTES);
        for (int i = 0; i < BYTES; i++) {
            boolean inside = i >= offset && i < offset + length;
            if (now[i] != model[i] && !(inside && now[i] == 0)) {
                throw new AssertionError("byte " + i + " changed outside the range");
            }
            if (allZero && inside && now[i] != 0) {
                throw new AssertionError("byte " + i + " is not zero");
            }
        }
        System.arraycopy(now, 0, model, 0, BYTES);
    }

    @Property(tries = 120)
    void chainsHoldWhatIsWritten(@ForAll Base base, @ForAll Link middle, @ForAll Link top, @ForAll long seed)
            throws IOException {
        Path folder = Files.createTempDirectory("chain");
        try {
            byte[] model = new byte[BYTES];
            Path path = chain(base, middle, top, folder, model, Disks.random(seed));
            try (VirtualDisk disk = Disks.readOnly(path)) {
                assertThat(Disks.read(disk, 0, BYTES)).isEqualTo(model);
                assertThat(disk.checkStructure()).isEmpty();
                requireRangesTrue(disk, model);
            }
        } finally {
            Disks.delete(folder);
        }
    }

    private static void requireRangesTrue(VirtualDisk disk, byte[] model) throws IOException {
        long offset = 0;
        while (offset < BYTES) {
            AllocatedRange range = disk.range(offset, Long.MAX_VALUE);
            int end = Math.toIntExact(offset + range.lengthBytes());
            if (range.kind() != AllocatedRange.Kind.DATA) {
                assertThat(Arrays.copyOfRange(model, (int) offset, end)).containsOnly(0);
            }
            if (end < BYTES) {
                assertThat(disk.range(end, 1).kind()).isNotEqualTo(range.kind());
            }
            offset = end;
        }
    }

    /** With tables of the size that QEMU knows. */
    @Tag("peer")
    @Property(tries = 15)
    void qemuReadsTheSame(@ForAll boolean zeroedGrains, @ForAll long seed) throws IOException {
        Peers.requireProgram("qemu-img");
        Path folder = Files.createTempDirectory("chain");
        try {
            RandomGenerator random = Disks.random(seed);
            byte[] model = new byte[BYTES];
            random.nextBytes(model);
            Path below = Disks.create(folder.resolve("base.vmdk"), CreateType.MONOLITHIC_FLAT, BYTES);
            try (VirtualDisk disk = Disks.quickReadWrite(below)) {
                disk.write(0, ByteBuffer.wrap(model));
            }
            String options = "subformat=monolithicSparse" + (zeroedGrains ? ",zeroed_grain=on" : "");
            for (int i = 1; i <= 2; i++) {
                Path child = folder.resolve("child" + i + ".vmdk");
                Peers.output(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "vmdk",
                        "-b",
                        below.toString(),
                        "-F",
                        "vmdk",
                        "-o",
                        options,
                        child.toString());
                change(child, model, random);
                below = child;
            }
            Path expected = Files.write(folder.resolve("expected.raw"), model);
            Peers.output("qemu-img", "compare", "-f", "vmdk", "-F", "raw", below.toString(), expected.toString());
            Peers.output("qemu-img", "check", below.toString());
        } finally {
            Disks.delete(folder);
        }
    }
}
