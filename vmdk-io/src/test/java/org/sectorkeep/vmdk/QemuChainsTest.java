// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.testing.Peers;

/** Snapshot chains of three that QEMU made are read and written here, and the other way round. */
@Tag("peer")
class QemuChainsTest {
    private static final List<String> BASES = List.of(
            "monolithicSparse",
            "monolithicFlat",
            "twoGbMaxExtentSparse",
            "twoGbMaxExtentFlat",
            "streamOptimized",
            "monolithicSparse,zeroed_grain=on",
            "twoGbMaxExtentSparse,zeroed_grain=on");

    private static final List<String> CHILDREN = List.of(
            "monolithicSparse",
            "twoGbMaxExtentSparse",
            "monolithicSparse,zeroed_grain=on",
            "twoGbMaxExtentSparse,zeroed_grain=on");

    private static final int BYTES = (3 << 20) + 512;

    @TempDir
    Path folder;

    @BeforeAll
    static void requireQemu() {
        Peers.requireProgram("qemu-img");
        Peers.requireProgram("qemu-io");
    }

    static Stream<Arguments> chains() {
        return BASES.stream().flatMap(base -> CHILDREN.stream().map(child -> Arguments.of(base, child)));
    }

    private Path base(String subformat) throws IOException {
        Path raw = Files.write(folder.resolve("base.raw"), Disks.randomBytes(BYTES, 1));
        Path base = folder.resolve("base.vmdk");
        Peers.output(
                "qemu-img", "convert", "-O", "vmdk", "-o", "subformat=" + subformat, raw.toString(), base.toString());
        return base;
    }

    private Path child(String name, Path parent, String subformat) {
        Path child = folder.resolve(name);
        Peers.output(
                "qemu-img",
                "create",
                "-f",
                "vmdk",
                "-b",
                parent.toString(),
                "-F",
                "vmdk",
                "-o",
                "subformat=" + subformat,
                child.toString());
        return child;
    }

    private static void writeByQemu(Path disk, String... commands) {
        String[] line = Stream.concat(
                        Stream.of("qemu-io", "-f", "vmdk"),
                        Stream.concat(
                                Stream.of(commands).flatMap(each -> Stream.of("-c", each)), Stream.of(disk.toString())))
                .toArray(String[]::new);
        Peers.output(line);
    }

    private static void writeHere(Path disk, long seed) throws IOException {
        RandomGenerator random = Disks.random(seed);
        try (VirtualDisk opened = Disks.readWrite(disk)) {
            for (int i = 0; i < 8; i++) {
                int offset = random.nextInt(BYTES);
                int length = 1 + random.nextInt(Math.min(150_000, BYTES - offset));
                opened.write(offset, ByteBuffer.wrap(Disks.randomBytes(length, seed + i)));
                opened.discard(random.nextInt(BYTES / 2), random.nextInt(BYTES / 4));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("chains")
    void readAndWriteAsQemuDoes(String baseFormat, String childFormat) throws IOException {
        Path middle = child("middle.vmdk", base(baseFormat), childFormat);
        writeByQemu(middle, "write -P 1 10k 200k", "write -z 1M 256k", "write -P 2 3M 512");
        Path top = child("top.vmdk", middle, childFormat);
        writeByQemu(top, "write -P 3 100k 1k", "write -z 2M 64k");
        assertThat(Disks.digest(top)).isEqualTo(Disks.qemuDigest(top, folder));
        writeHere(top, 7);
        assertThat(Disks.digest(top)).isEqualTo(Disks.qemuDigest(top, folder));
        Peers.output("qemu-img", "check", top.toString());
        writeByQemu(top, "write -P 4 500k 100k");
        assertThat(Disks.digest(top)).isEqualTo(Disks.qemuDigest(top, folder));
        try (VirtualDisk disk = Disks.readOnly(top)) {
            assertThat(disk.checkStructure()).isEmpty();
            assertThat(disk.parent().flatMap(VirtualDisk::parent)).isPresent();
        }
    }

    @Test
    void madeHereAreReadAndWrittenByQemu() throws IOException {
        Path middle = childMadeHere("middle.vmdk", base("monolithicSparse"), CreateType.TWO_GB_MAX_EXTENT_SPARSE);
        writeHere(middle, 1);
        Path top = childMadeHere("top.vmdk", middle, CreateType.MONOLITHIC_SPARSE);
        writeHere(top, 2);
        writeByQemu(top, "write -P 9 700k 300k");
        assertThat(Disks.digest(top)).isEqualTo(Disks.qemuDigest(top, folder));
        Peers.output("qemu-img", "check", top.toString());
        assertThat(Peers.output("qemu-img", "info", top.toString())).contains("middle.vmdk");
    }

    private Path childMadeHere(String name, Path parent, CreateType type) throws IOException {
        Path child = folder.resolve(name);
        try (NewDisk made =
                NewDisk.createChild(child, type, parent, NewDisk.Existing.REFUSE, UnaryOperator.identity())) {
            made.commit();
        }
        return child;
    }

    @Test
    void theChildOfAParentThatQemuWroteIsStale() throws IOException {
        Path base = base("monolithicSparse");
        Path child = child("child.vmdk", base, "monolithicSparse");
        Disks.readOnly(child).close();
        writeByQemu(base, "write -P 1 0 512");
        assertThatThrownBy(() -> Disks.readOnly(child)).isInstanceOf(StaleChildException.class);
    }

    @Test
    void aParentWrittenHereMakesTheChildStaleForQemuToo() throws IOException {
        Path base = base("monolithicSparse");
        Path child = child("child.vmdk", base, "monolithicSparse");
        writeHere(base, 3);
        assertThat(Peers.run(
                                "qemu-img",
                                "convert",
                                "-O",
                                "raw",
                                child.toString(),
                                folder.resolve("x").toString())
                        .exitCode())
                .isNotZero();
    }

    @Test
    void aChildThatIsLargerThanItsParentIsReadAsQemuReadsIt() throws IOException {
        Path child = folder.resolve("child.vmdk");
        Path base = base("monolithicFlat");
        Peers.output("qemu-img", "create", "-f", "vmdk", "-b", base.toString(), "-F", "vmdk", child.toString(), "5M");
        assertThat(Disks.digest(child)).isEqualTo(Disks.qemuDigest(child, folder));
    }

    /** QEMU leaves out what it does not know, without a word. */
    @Test
    void zeroesInTheMiddleAreKeptWhereQemuDropsThem() throws IOException {
        byte[] content = Disks.randomBytes(2 << 20, 4);
        Files.write(folder.resolve("flat"), content);
        Path disk = Disks.descriptor(
                folder.resolve("disk.vmdk"),
                "twoGbMaxExtentFlat",
                "RW 2048 FLAT \"flat\" 0",
                "RW 2048 ZERO",
                "RDONLY 2048 FLAT \"flat\" 2048");
        byte[] expected = new byte[3 << 20];
        System.arraycopy(content, 0, expected, 0, 1 << 20);
        System.arraycopy(content, 1 << 20, expected, 2 << 20, 1 << 20);
        assertThat(Disks.readAll(disk)).isEqualTo(expected);
        assertThat(Peers.output("qemu-img", "info", "--output=json", disk.toString()))
                .contains("\"virtual-size\": 1048576");
    }
}
