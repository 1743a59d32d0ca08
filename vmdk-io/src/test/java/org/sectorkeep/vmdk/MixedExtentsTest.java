// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks of extents of several kinds, of which QEMU leaves some out. */
class MixedExtentsTest {
    @TempDir
    Path folder;

    private final byte[] flat = Disks.randomBytes(2048 * 512, 1);

    private Path flat(String createType, String... lines) throws IOException {
        Files.write(folder.resolve("flat"), flat);
        return Disks.descriptor(folder.resolve("disk.vmdk"), createType, lines);
    }

    @Test
    void zeroesAndReadOnlyPartsAreWhereTheyBelong() throws IOException {
        Path disk = flat(
                "twoGbMaxExtentFlat",
                "RW 1024 FLAT \"flat\" 0",
                "RW 2048 ZERO",
                "RDONLY 1024 FLAT \"flat\" 1024",
                "RDONLY 5 ZERO");
        byte[] expected = new byte[(4096 + 5) * 512];
        System.arraycopy(flat, 0, expected, 0, 1024 * 512);
        System.arraycopy(flat, 1024 * 512, expected, 3072 * 512, 1024 * 512);
        assertThat(Disks.readAll(disk)).isEqualTo(expected);
        try (VirtualDisk opened = Disks.readOnly(disk)) {
            assertThat(opened.range(1024 * 512, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.ZERO, 1024 * 512, 2048 * 512));
            assertThat(opened.extents())
                    .extracting(ExtentInfo::kind)
                    .containsExactly(
                            ExtentInfo.Kind.FLAT, ExtentInfo.Kind.ZERO, ExtentInfo.Kind.FLAT, ExtentInfo.Kind.ZERO);
            assertThat(opened.checkStructure())
                    .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(StructureFinding.Severity.NOTE));
        }
    }

    @Test
    void onlyPartsThatCanBeWrittenAre() throws IOException {
        Path disk = flat("twoGbMaxExtentFlat", "RW 8 FLAT \"flat\" 0", "RW 8 ZERO", "RDONLY 8 FLAT \"flat\" 8");
        ByteBuffer sector = ByteBuffer.allocate(512);
        try (VirtualDisk opened = Disks.readWrite(disk)) {
            opened.write(0, sector.duplicate());
            assertThatThrownBy(() -> opened.write(8 * 512, sector.duplicate()))
                    .isInstanceOf(UnsupportedDiskException.class)
                    .hasMessageContaining("type ZERO");
            assertThat(opened.discard(8 * 512, 8 * 512)).isTrue();
            assertThatThrownBy(() -> opened.write(16 * 512, sector.duplicate()))
                    .isInstanceOf(UnsupportedDiskException.class)
                    .hasMessageContaining("extent 3 is RDONLY");
            assertThatThrownBy(() -> opened.discard(16 * 512, 512)).isInstanceOf(UnsupportedDiskException.class);
        }
        Arrays.fill(flat, 0, 512, (byte) 0);
        assertThat(Files.readAllBytes(folder.resolve("flat"))).isEqualTo(flat);
    }

    @Test
    void whatMayNotBeAccessedCountsButIsNotRead() throws IOException {
        Path disk = flat("twoGbMaxExtentFlat", "RW 8 FLAT \"flat\" 0", "NOACCESS 8 FLAT \"flat\" 8", "NOACCESS 8 ZERO");
        try (VirtualDisk opened = Disks.readOnly(disk)) {
            assertThat(opened.capacityBytes()).isEqualTo(24 * 512);
            assertThat(Disks.read(opened, 0, 8 * 512)).isEqualTo(Arrays.copyOf(flat, 8 * 512));
            assertThat(Disks.read(opened, 16 * 512, 8 * 512)).containsOnly(0);
            assertThatThrownBy(() -> Disks.read(opened, 7 * 512, 1024))
                    .isInstanceOf(UnsupportedDiskException.class)
                    .hasMessageContaining("disk.vmdk")
                    .hasMessageContaining("extent 2 is NOACCESS");
        }
    }

    @Test
    void aSparseFileMayTellOfZeroesBehindIt() throws IOException {
        TestSparse sparse = TestSparse.preallocated(2048, 3);
        sparse.descriptor("RW 2048 SPARSE \"disk.vmdk\"", "RW 4096 ZERO");
        sparse.entry(0, 1, sparse.firstGrainSector());
        Path disk = sparse.write(folder.resolve("disk.vmdk"), 1);
        byte[] expected = new byte[6144 * 512];
        Arrays.fill(expected, 4096, 8192, (byte) 0x5a);
        assertThat(Disks.readAll(disk)).isEqualTo(expected);
    }

    @Test
    void aCustomDiskMixesAllKinds() throws IOException {
        byte[] expected = new byte[(100 + 32 + 40 + 16 + 80 + 8) * 512];
        byte[] content = Disks.randomBytes(expected.length, 2);
        Path disk = custom(expected, content);
        assertThat(Disks.readAll(disk)).isEqualTo(expected);
        try (VirtualDisk opened = Disks.readOnly(disk)) {
            assertThat(opened.createType()).isEqualTo(CreateType.CUSTOM);
            assertThat(opened.extents())
                    .extracting(ExtentInfo::kind)
                    .containsExactly(
                            ExtentInfo.Kind.SPARSE,
                            ExtentInfo.Kind.STREAM_OPTIMIZED,
                            ExtentInfo.Kind.COWD,
                            ExtentInfo.Kind.SE_SPARSE,
                            ExtentInfo.Kind.FLAT,
                            ExtentInfo.Kind.ZERO);
            assertThat(opened.checkStructure()).isEmpty();
        }
    }

    private Path custom(byte[] expected, byte[] content) throws IOException {
        TestSparse sparse = TestSparse.preallocated(100, 3);
        sparse.entry(0, 2, sparse.firstGrainSector()).write(folder.resolve("sparse"), 1);
        Arrays.fill(expected, 2 * 4096, 3 * 4096, (byte) 0x5a);
        byte[] stream = Arrays.copyOfRange(content, 100 * 512, 132 * 512);
        Files.write(folder.resolve("stream"), TestStream.of(TestStream.Shape.FOOTER, stream));
        System.arraycopy(stream, 0, expected, 100 * 512, stream.length);
        byte[] cowd = Arrays.copyOfRange(content, 132 * 512, 172 * 512);
        BitSet all = new BitSet();
        all.set(0, 40);
        Files.write(folder.resolve("cowd"), TestCowd.of(cowd, 1, all));
        System.arraycopy(cowd, 0, expected, 132 * 512, cowd.length);
        byte[] space = Arrays.copyOfRange(content, 172 * 512, 188 * 512);
        Files.write(folder.resolve("space"), TestSeSparse.of(space, all, new BitSet()));
        System.arraycopy(space, 0, expected, 172 * 512, space.length);
        Files.write(folder.resolve("flat"), Arrays.copyOfRange(content, 180 * 512, 268 * 512));
        System.arraycopy(content, 188 * 512, expected, 188 * 512, 80 * 512);
        return Disks.descriptor(
                folder.resolve("disk.vmdk"),
                "custom",
                "RW 100 SPARSE \"sparse\"",
                "RW 32 SPARSE \"stream\"",
                "RW 40 SPARSE \"cowd\"",
                "RW 16 SESPARSE \"space\"",
                "RW 80 FLAT \"flat\" 8",
                "RW 8 ZERO");
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, gr\u00fcn-\u6f22",
        "windows-1252, gr\u00fcn",
        "GBK, \u6f22\u5b57",
        "Shift_JIS, \u65e5\u672c",
        "Big5, \u6f22\u5b57",
    })
    void namesAreInTheEncodingThatTheDescriptorNames(String encoding, String name) throws IOException {
        Files.write(folder.resolve(name), flat);
        String text = "# Stream converter's own comment\nversion=1\nencoding=\"" + encoding
                + "\"\nCID=fffffffe\nparentCID=ffffffff\ncreateType=\"monolithicFlat\"\nRW 2048 FLAT \"" + name
                + "\" 0\n";
        Path disk = Files.write(folder.resolve("disk.vmdk"), text.getBytes(Charset.forName(encoding)));
        assertThat(Disks.readAll(disk)).isEqualTo(flat);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/sda1", "\\\\.\\PhysicalDrive0"})
    void devicesAreRefusedByName(String device) throws IOException {
        Path disk = flat("custom", "RW 8 FLAT \"flat\" 0", "RW 8 FLAT \"" + device + "\" 63");
        assertThatThrownBy(() -> Disks.readOnly(disk))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("'" + device + "' is a device");
    }

    @Test
    void aDeviceMappingIsNamedAndNotTheFilesBesideIt() throws IOException {
        Path disk = flat("vmfsRDM", "RW 8 FLAT \"flat\" 0", "RW 8 VMFSRDM \"mapping.vmdk\"");
        assertThatThrownBy(() -> Disks.readOnly(disk))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("raw device mapping, 'mapping.vmdk'");
    }
}
