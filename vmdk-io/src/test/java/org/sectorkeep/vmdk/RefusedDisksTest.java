// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks of kinds that are not supported, and descriptors that lie. */
class RefusedDisksTest {
    @TempDir
    Path folder;

    private Path disk(String createType, String... lines) throws IOException {
        Files.write(folder.resolve("a"), new byte[4096]);
        return Disks.descriptor(folder.resolve("d.vmdk"), createType, lines);
    }

    private static void assertUnsupported(Path path, VirtualDisk.Access access, String reason) {
        assertThatThrownBy(() -> VirtualDisk.open(path, access))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining(path.getFileName().toString())
                .hasMessageContaining(reason);
    }

    private static void assertUnsupported(Path path, String reason) {
        assertUnsupported(path, VirtualDisk.Access.READ_ONLY, reason);
    }

    private static void assertDamaged(Path path, String reason) {
        assertThatThrownBy(() -> Disks.readOnly(path))
                .isInstanceOf(VmdkFormatException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "fullDevice, FLAT, whole device",
        "partitionedDevice, FLAT, partitions",
        "vmfsRDM, VMFSRDM, raw device mapping",
        "vmfsRDMP, VMFSRDM, raw device mapping",
        "vmfsRaw, VMFSRAW, raw device",
        "custom, VMFSRDM, 'extent 1 is a raw device, of type VMFSRDM, ''a'''",
        "vmfs, VMFSRAW, 'extent 1 is a raw device, of type VMFSRAW, ''a'''",
        "custom, WIBBLE, 'extent 1 is of the unknown type WIBBLE, ''a'''",
        "somethingNew, FLAT, 'somethingNew' is unknown",
        "raw, FLAT, 'raw' is unknown",
    })
    void kindsThatAreNotSupported(String createType, String extentType, String reason) throws IOException {
        assertUnsupported(disk(createType, "RW 8 " + extentType + " \"a\" 0"), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "RW 8 VMFSSPARSE \"a\", is of type VMFSSPARSE",
        "RW 8 SESPARSE \"a\", is of type SESPARSE",
        "RW 8 SPARSE \"a\", is of type SPARSE",
    })
    void extentsThatAreNotSupported(String second, String reason) throws IOException {
        assertUnsupported(disk("twoGbMaxExtentFlat", "RW 8 FLAT \"a\" 0", second), "extent 2 " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"encryptionKeys=\"vmware:key/list/x\"", "ddb.iofilters = \"vmwarevmcrypt\""})
    void disksEncryptedByVsphere(String line) throws IOException {
        assertUnsupported(disk("vmfs", "RW 8 VMFS \"a\"", line), "encrypted by vSphere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "/etc/hostname", "sub/../../a", "..", "", "."})
    void extentsOutsideTheFolder(String name) throws IOException {
        assertUnsupported(disk("monolithicFlat", "RW 8 FLAT \"" + name + "\" 0"), "outside");
    }

    @Test
    void extentsThatALinkLeadsOutside(@TempDir Path elsewhere) throws IOException {
        Files.write(elsewhere.resolve("a"), new byte[4096]);
        Files.createSymbolicLink(folder.resolve("link"), elsewhere.resolve("a"));
        Files.createSymbolicLink(folder.resolve("sub"), elsewhere);
        assertUnsupported(disk("monolithicFlat", "RW 8 FLAT \"link\" 0"), "'link' is outside");
        assertUnsupported(disk("monolithicFlat", "RW 8 FLAT \"sub/a\" 0"), "'sub/a' is outside");
    }

    @Test
    void aMissingExtent() throws IOException {
        Path path = disk("monolithicFlat", "RW 8 FLAT \"b\" 0");
        assertThatThrownBy(() -> Disks.readOnly(path))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(folder.toRealPath().resolve("b").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "'', extents",
        "RW 0 FLAT \"a\" 0, expected 1 to",
        "RW 18014398509481984 FLAT \"a\" 0, expected 1 to",
        "RW 9 FLAT \"a\" 0, 'says 4608 bytes from byte 0 on, the file has 4096 in all'",
        "RW 1 FLAT \"a\" 8, 'says 512 bytes from byte 4096 on, the file has 4096 in all'",
        "RW 1 FLAT \"a\" 18014398509481983, the file has 4096 in all",
        "RW 8 FLAT, expected a file name",
        "RW 8 ZERO \"a\", has no file",
        "RW 8 FLAT \"a\" 0 more, at most an offset",
        "RW 8 FLAT \"d.vmdk\" 0, names the descriptor itself",
    })
    void descriptorsThatDoNotFit(String line, String reason) throws IOException {
        assertDamaged(disk("monolithicFlat", line), reason);
    }

    @Test
    void extentsThatShareSectors() throws IOException {
        assertDamaged(disk("twoGbMaxExtentFlat", "RW 5 FLAT \"a\" 0", "RW 4 FLAT \"a\" 4"), "shares sectors of 'a'");
        Disks.readOnly(disk("twoGbMaxExtentFlat", "RW 4 FLAT \"a\" 4", "RW 4 FLAT \"a\" 0"))
                .close();
    }

    @Test
    void moreThanADiskCanHold() throws IOException {
        String half = "RW 9007199254740992 FLAT \"a\" 0";
        assertDamaged(disk("twoGbMaxExtentFlat", half, half, half), "more than 2^63 bytes");
    }

    @Test
    void aDescriptorThatIsTooLong() throws IOException {
        Path path = disk("monolithicFlat", "RW 8 FLAT \"a\" 0", "#" + "x".repeat(1 << 20));
        assertDamaged(path, "expected at most 1048575 bytes");
    }

    @Test
    void anExtentBehindANul() throws IOException {
        Path path = disk("monolithicFlat", "RW 8 FLAT \"a\" 0");
        Files.writeString(path, Files.readString(path) + "\0\"\n\0\0"); // as QEMU leaves it after a shorter CID
        Disks.readOnly(path).close();
        Files.writeString(path, Files.readString(path) + "RW 8 FLAT \"a\" 0\n");
        assertDamaged(path, "an extent behind a NUL");
    }

    @ParameterizedTest
    @CsvSource({"COWD, COWD", "QFI\u00fb, qcow2", "vhdxfile, VHDX", "conectix, VHD", "<<< Oracle VM, VDI"})
    void filesOfOtherFormats(String magic, String reason) throws IOException {
        byte[] bytes = Arrays.copyOf(magic.getBytes(StandardCharsets.ISO_8859_1), 1024);
        assertUnsupported(Files.write(folder.resolve("image"), bytes), reason);
    }

    @Test
    void blankLinesWithoutEndThatAreNoDescriptor() throws IOException {
        Path path = Files.writeString(folder.resolve("blank.vmdk"), "\n".repeat(1 << 20));
        assertDamaged(path, "neither a descriptor nor");
    }

    @Test
    void rawImagesThatAreNone() throws IOException {
        assertDamaged(Files.write(folder.resolve("odd.raw"), new byte[513]), "multiple of 512");
        assertDamaged(Files.write(folder.resolve("empty.raw"), new byte[0]), "not empty");
        assertDamaged(Files.write(folder.resolve("x.VMDK"), new byte[512]), "neither a descriptor nor");
        assertUnsupported(folder, "not a regular file");
    }
}
