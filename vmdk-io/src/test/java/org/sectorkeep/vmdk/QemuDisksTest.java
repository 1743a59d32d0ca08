// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.testing.Peers;

/** Disks that QEMU made are read and written here, and the other way round. */
@Tag("peer")
class QemuDisksTest {
    private static final List<String> SUBFORMATS = List.of(
            "monolithicSparse",
            "monolithicFlat",
            "twoGbMaxExtentSparse",
            "twoGbMaxExtentFlat",
            "streamOptimized",
            "monolithicSparse,zeroed_grain=on",
            "twoGbMaxExtentSparse,zeroed_grain=on");

    /** One sector; less than a grain; not a whole number of grains; over a grain table; many grains. */
    private static final List<Integer> SIZES = List.of(512, 65024, 1_234_944, 33_554_432 + 512, 5 << 20);

    @TempDir
    Path folder;

    @BeforeAll
    static void requireQemu() {
        Peers.requireProgram("qemu-img");
        Peers.requireProgram("qemu-io");
    }

    static Stream<Arguments> disks() {
        return SUBFORMATS.stream().flatMap(format -> SIZES.stream().map(size -> Arguments.of(format, size)));
    }

    static Stream<Arguments> writableDisks() {
        return disks().filter(each -> !each.get()[0].equals("streamOptimized"));
    }

    /** Data, holes and zeroes by turns. */
    private Path content(int sizeBytes, long seed) throws IOException {
        byte[] bytes = Disks.randomBytes(sizeBytes, seed);
        for (int start = 0; start < sizeBytes; start += 700_000) {
            Arrays.fill(bytes, start, Math.min(sizeBytes, start + 350_000), (byte) 0);
        }
        return Files.write(folder.resolve("content.raw"), bytes);
    }

    private Path qemuDisk(String subformat, Path content) {
        Path disk = folder.resolve("disk.vmdk");
        Peers.output(
                "qemu-img",
                "convert",
                "-O",
                "vmdk",
                "-o",
                "subformat=" + subformat,
                content.toString(),
                disk.toString());
        return disk;
    }

    @ParameterizedTest
    @MethodSource("disks")
    void areReadAsQemuReadsThem(String subformat, int sizeBytes) throws IOException {
        Path content = content(sizeBytes, 1);
        Path disk = qemuDisk(subformat, content);
        assertThat(Disks.readAll(disk)).isEqualTo(Files.readAllBytes(content));
        assertThat(Disks.digest(disk)).isEqualTo(Disks.qemuDigest(disk, folder));
        try (VirtualDisk opened = Disks.readOnly(disk)) {
            assertThat(opened.checkStructure()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("writableDisks")
    void areWrittenSoThatQemuReadsTheSame(String subformat, int sizeBytes) throws IOException {
        Path disk = qemuDisk(subformat, content(sizeBytes, 2));
        byte[] model = Disks.readAll(disk);
        try (VirtualDisk opened = Disks.readWrite(disk)) {
            for (int i = 0; i < 20; i++) {
                int offset = Disks.random(i).nextInt(sizeBytes);
                byte[] piece =
                        Disks.randomBytes(1 + Disks.random(i + 1).nextInt(Math.min(200_000, sizeBytes - offset)), i);
                opened.write(offset, ByteBuffer.wrap(piece));
                System.arraycopy(piece, 0, model, offset, piece.length);
            }
        }
        assertThat(Disks.readAll(disk)).isEqualTo(model);
        Path expected = Files.write(folder.resolve("expected.raw"), model);
        Peers.output("qemu-img", "compare", "-f", "vmdk", "-F", "raw", disk.toString(), expected.toString());
        if (subformat.contains("Sparse")) {
            Peers.output("qemu-img", "check", disk.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "TWO_GB_MAX_EXTENT_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_FLAT"})
    void madeHereAreAcceptedByQemu(CreateType type) throws IOException {
        int sizeBytes = 3_000_320;
        byte[] content = Disks.randomBytes(sizeBytes, 3);
        Path disk = folder.resolve("made.vmdk");
        try (NewDisk made = NewDisk.create(disk, type, sizeBytes, NewDisk.Existing.REFUSE, descriptor -> descriptor)) {
            made.disk().write(100_000, ByteBuffer.wrap(content, 100_000, sizeBytes - 100_000));
            made.commit();
        }
        Arrays.fill(content, 0, 100_000, (byte) 0);
        Path expected = Files.write(folder.resolve("expected.raw"), content);
        Peers.output("qemu-img", "compare", "-f", "vmdk", "-F", "raw", disk.toString(), expected.toString());
        String info = Peers.output("qemu-img", "info", disk.toString());
        assertThat(info).contains("create type: " + type.label());
        if (!type.isFlat()) {
            Peers.output("qemu-img", "check", disk.toString());
        }
        assertThat(Disks.readAll(disk)).isEqualTo(content);
    }

    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "TWO_GB_MAX_EXTENT_SPARSE"})
    void madeHereHaveTheShapeThatQemuGivesThem(CreateType type) throws IOException {
        Path ours = Disks.create(folder.resolve("ours.vmdk"), type, 5L << 30);
        Path theirs = folder.resolve("theirs.vmdk");
        Peers.output("qemu-img", "create", "-f", "vmdk", "-o", "subformat=" + type.label(), theirs.toString(), "5G");
        String suffix = type == CreateType.MONOLITHIC_SPARSE ? "" : "-s003";
        byte[] mine = withoutDescriptor(Path.of(ours.toString().replace(".vmdk", suffix + ".vmdk")));
        byte[] qemus = withoutDescriptor(Path.of(theirs.toString().replace(".vmdk", suffix + ".vmdk")));
        assertThat(mine).isEqualTo(qemus);
    }

    private static byte[] withoutDescriptor(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 512, 21 * 512, (byte) 0);
        return bytes;
    }

    @Test
    void ofTwoTebibytesMostlyEmptyAreMappedAlike() throws IOException {
        Path disk = Disks.create(folder.resolve("big.vmdk"), CreateType.MONOLITHIC_SPARSE, 2L << 40);
        long[] offsets = {0, 1L << 30, (1L << 40) + 123_456, (2L << 40) - 4096};
        try (VirtualDisk opened = Disks.readWrite(disk)) {
            for (long offset : offsets) {
                opened.write(offset, ByteBuffer.wrap(Disks.randomBytes(4096, offset)));
            }
        }
        Peers.output("qemu-img", "check", disk.toString());
        List<String> theirs = Stream.of(Peers.output("qemu-img", "map", "--output=json", disk.toString())
                        .split("\n"))
                .filter(line -> line.contains("\"data\": true"))
                .map(line -> line.replaceAll(".*\"start\": (\\d+), \"length\": (\\d+).*", "$1+$2"))
                .toList();
        assertThat(dataRanges(disk)).isEqualTo(theirs).hasSize(4);
    }

    private static List<String> dataRanges(Path path) throws IOException {
        List<String> found = new ArrayList<>();
        try (VirtualDisk disk = Disks.readOnly(path)) {
            long offset = 0;
            while (offset < disk.capacityBytes()) {
                AllocatedRange range = disk.range(offset, Long.MAX_VALUE);
                if (range.kind() == AllocatedRange.Kind.DATA) {
                    found.add(range.offsetBytes() + "+" + range.lengthBytes());
                }
                offset += range.lengthBytes();
            }
        }
        return found;
    }
}
