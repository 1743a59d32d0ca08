// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Whatever is done to an encrypted disk, it holds what an array of bytes would hold. */
class EncryptedDiskModelTest {
    private static final long TWO_GIB = 2L << 30;

    /** What is written to and compared: not a multiple of any grain. */
    private static final int WINDOW_BYTES = (1 << 20) + 3 * 4096;

    /** The disks; the window of a split one lies across the border of its extents. */
    private enum Subject {
        SPARSE(CreateType.MONOLITHIC_SPARSE, WINDOW_BYTES, 0),
        FLAT(CreateType.MONOLITHIC_FLAT, WINDOW_BYTES, 0),
        SPLIT_FLAT(CreateType.TWO_GB_MAX_EXTENT_FLAT, WINDOW_BYTES, 0),
        SPLIT_SPARSE(CreateType.TWO_GB_MAX_EXTENT_SPARSE, TWO_GIB + WINDOW_BYTES, splitBorder() - WINDOW_BYTES / 2);

        private final CreateType format;
        private final long capacityBytes;
        private final long windowBytes;

        Subject(CreateType format, long capacityBytes, long windowBytes) {
            this.format = format;
            this.capacityBytes = capacityBytes;
            this.windowBytes = windowBytes / 4096 * 4096;
        }
    }

    private enum Act {
        WRITE,
        WRITE_DIRECT,
        READ,
        READ_DIRECT,
        TRIM,
        WRITE_ZEROES,
        FLUSH,
        REOPEN
    }

    private record Step(Act act, int offsetBytes, int lengthBytes, long seed) {}

    private static HostKeys keys = TestKeys.host();
    private static Path folder = Path.of("");

    @BeforeContainer
    static void makeDisks() throws IOException {
        folder = Files.createTempDirectory("model");
        keys = TestKeys.host();
        for (Subject subject : Subject.values()) {
            for (DataUnit unit : DataUnit.values()) {
                Path home = Files.createDirectories(home(subject, unit));
                Path disk = TestDisks.encrypted(home, keys, subject.format, unit, subject.capacityBytes, false);
                if (subject == Subject.SPLIT_FLAT) {
                    TestDisks.splitFlat(disk, 77 * 4096);
                }
            }
        }
    }

    @AfterContainer
    static void clean() throws IOException {
        keys.close();
        TestDisks.deleteFolder(folder);
    }

    /** The border between the first two extents of a split disk, as VMware and QEMU cut it. */
    private static long splitBorder() {
        return 4_192_256L * 512;
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> lengths = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 40),
                Arbitraries.integers().between(1, 9).map(blocks -> blocks * 16),
                Arbitraries.integers().between(1, 20).map(sectors -> sectors * 512),
                Arbitraries.integers().between(0, 200_000),
                Arbitraries.of(65536, 4096, 131072, WINDOW_BYTES));
        Arbitrary<Integer> alignments = Arbitraries.of(1, 16, 512, 4096, 65536);
        Arbitrary<Integer> offsets = Combinators.combine(Arbitraries.integers().between(0, WINDOW_BYTES), alignments)
                .as((offset, alignment) -> offset / alignment * alignment);
        return Combinators.combine(Arbitraries.of(Act.values()), offsets, lengths, Arbitraries.longs())
                .as((act, offset, length, seed) -> new Step(act, offset, Math.min(length, WINDOW_BYTES - offset), seed))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property(tries = 200)
    void diskAndArrayHoldTheSame(@ForAll Subject subject, @ForAll DataUnit unit, @ForAll("steps") List<Step> steps)
            throws IOException {
        Path copy = Files.createTempDirectory(folder, "try");
        try {
            copyFiles(home(subject, unit), copy);
            run(copy.resolve("disk.vmdk"), subject, steps);
        } finally {
            TestDisks.deleteFolder(copy);
        }
    }

    private static void run(Path path, Subject subject, List<Step> steps) throws IOException {
        byte[] model = new byte[WINDOW_BYTES];
        EncryptedDisk disk = EncryptedDisk.open(path, Access.READ_WRITE, keys);
        try {
            for (Step step : steps) {
                if (step.act() == Act.REOPEN) {
                    disk.close();
                    disk = EncryptedDisk.open(path, Access.READ_WRITE, keys);
                } else {
                    apply(disk, subject.windowBytes, step, model);
                }
            }
            assertThat(TestDisks.read(disk, subject.windowBytes, WINDOW_BYTES)).isEqualTo(model);
        } finally {
            disk.close();
        }
        try (EncryptedDisk again = EncryptedDisk.open(path, Access.READ_ONLY, keys)) {
            assertThat(again.hasForeignWrites()).isFalse();
            assertThat(TestDisks.read(again, subject.windowBytes, WINDOW_BYTES)).isEqualTo(model);
        }
    }

    private static void apply(EncryptedDisk disk, long windowBytes, Step step, byte[] model) throws IOException {
        long offsetBytes = windowBytes + step.offsetBytes();
        int end = step.offsetBytes() + step.lengthBytes();
        switch (step.act()) {
            case WRITE, WRITE_DIRECT -> {
                byte[] content = TestDisks.randomBytes(step.seed(), step.lengthBytes());
                ByteBuffer source = buffer(step).put(content).flip();
                disk.write(offsetBytes, source);
                assertThat(source.hasRemaining()).isFalse();
                assertThat(source.flip()).as("the source is not changed").isEqualTo(ByteBuffer.wrap(content));
                System.arraycopy(content, 0, model, step.offsetBytes(), content.length);
            }
            case READ, READ_DIRECT -> {
                ByteBuffer target = buffer(step);
                disk.read(offsetBytes, target);
                assertThat(target.hasRemaining()).isFalse();
                assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(model, step.offsetBytes(), step.lengthBytes()));
            }
            case TRIM -> {
                disk.trim(offsetBytes, step.lengthBytes());
                Arrays.fill(model, step.offsetBytes(), end, (byte) 0);
            }
            case WRITE_ZEROES -> {
                disk.writeZeroes(offsetBytes, step.lengthBytes());
                Arrays.fill(model, step.offsetBytes(), end, (byte) 0);
            }
            default -> disk.flush();
        }
    }

    private static ByteBuffer buffer(Step step) {
        boolean direct = step.act() == Act.WRITE_DIRECT || step.act() == Act.READ_DIRECT;
        return direct ? ByteBuffer.allocateDirect(step.lengthBytes()) : ByteBuffer.allocate(step.lengthBytes());
    }

    private static Path home(Subject subject, DataUnit unit) {
        return folder.resolve(subject + "-" + unit);
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
