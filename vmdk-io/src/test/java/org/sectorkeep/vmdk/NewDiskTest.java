// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewDiskTest {
    @TempDir
    Path folder;

    private NewDisk create(String name, CreateType type, NewDisk.Existing existing) throws IOException {
        return NewDisk.create(folder.resolve(name), type, 1 << 20, existing, UnaryOperator.identity());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MONOLITHIC_SPARSE, 'a.vmdk'",
        "TWO_GB_MAX_EXTENT_SPARSE, 'a-s001.vmdk a.vmdk'",
        "MONOLITHIC_FLAT, 'a-flat.vmdk a.vmdk'",
        "TWO_GB_MAX_EXTENT_FLAT, 'a-f001.vmdk a.vmdk'",
        "RAW, 'a.vmdk'",
    })
    void hasTemporaryNamesUntilCommitted(CreateType type, String files) throws IOException {
        try (NewDisk disk = create("a.vmdk", type, NewDisk.Existing.REFUSE)) {
            disk.disk().write(1000, ByteBuffer.wrap(new byte[] {1}));
            assertThat(names()).allMatch(name -> name.matches("\\.a.*\\.vmdk\\.sectorkeep-[0-9a-f]{8}\\.tmp"));
            disk.commit();
            assertThatThrownBy(disk::commit).isInstanceOf(IllegalStateException.class);
        }
        assertThat(names()).containsExactly(files.split(" "));
    }

    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "TWO_GB_MAX_EXTENT_SPARSE", "MONOLITHIC_FLAT", "RAW"})
    void leavesNothingWithoutCommit(CreateType type) throws IOException {
        try (NewDisk disk = create("a.img", type, NewDisk.Existing.REFUSE)) {
            disk.disk().write(1000, ByteBuffer.wrap(new byte[] {1}));
        }
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a.vmdk, MONOLITHIC_SPARSE",
        "a.vmdk, MONOLITHIC_FLAT",
        "a-flat.vmdk, MONOLITHIC_FLAT",
        "a-s001.vmdk, TWO_GB_MAX_EXTENT_SPARSE",
        "a.vmdk.sectorkeep-journal, MONOLITHIC_SPARSE",
    })
    void doesNotTouchWhatIsThere(String existing, CreateType type) throws IOException {
        Files.writeString(folder.resolve(existing), "precious");
        assertThatThrownBy(() -> create("a.vmdk", type, NewDisk.Existing.REFUSE))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(existing);
        assertThat(names()).containsExactly(existing);
        assertThat(folder.resolve(existing)).hasContent("precious");
    }

    @Test
    void doesNotTouchWhatComesUpMeanwhile() throws IOException {
        try (NewDisk disk = create("a.vmdk", CreateType.MONOLITHIC_FLAT, NewDisk.Existing.REFUSE)) {
            Files.writeString(folder.resolve("a.vmdk"), "precious");
            assertThatThrownBy(disk::commit).isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(names()).containsExactly("a.vmdk");
        assertThat(folder.resolve("a.vmdk")).hasContent("precious");
    }

    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT"})
    void replacesAnotherDisk(CreateType type) throws IOException {
        Disks.create(folder.resolve("a.vmdk"), type, 512);
        try (NewDisk disk = create("a.vmdk", type, NewDisk.Existing.REPLACE)) {
            disk.commit();
        }
        try (VirtualDisk disk = Disks.readOnly(folder.resolve("a.vmdk"))) {
            assertThat(disk.capacityBytes()).isEqualTo(1 << 20);
        }
    }

    @Test
    void doesNotReplaceADiskInUse() throws IOException {
        Path path = Disks.create(folder.resolve("a.vmdk"), CreateType.MONOLITHIC_FLAT, 512);
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThatThrownBy(() -> create("a.vmdk", CreateType.MONOLITHIC_FLAT, NewDisk.Existing.REPLACE))
                    .isInstanceOf(DiskInUseException.class);
            assertThat(disk.capacityBytes()).isEqualTo(512);
        }
        assertThat(names()).containsExactly("a-flat.vmdk", "a.vmdk");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -512, 511, 513})
    void refusesCapacitiesThatAreNone(long capacityBytes) {
        assertThatThrownBy(() -> Disks.create(folder.resolve("a"), CreateType.RAW, capacityBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(capacityBytes));
    }

    /** A run that was killed leaves its files; one that goes on holds them. */
    @Test
    void removesWhatKilledRunsLeftOfTheSameDiskAndNothingElse() throws IOException {
        List<String> kept = List.of(
                ".b.vmdk.sectorkeep-0123abcd.tmp",
                ".a.vmdk.sectorkeep-0123.tmp",
                ".a.vmdk.tmp",
                "a.vmdk.sectorkeep-0123abcd.tmp");
        List<String> leftOver = List.of(".a.vmdk.sectorkeep-0123abcd.tmp", ".a-flat.vmdk.sectorkeep-89abcdef.tmp");
        for (String name : kept) {
            Files.writeString(folder.resolve(name), "kept");
        }
        for (String name : leftOver) {
            Files.writeString(folder.resolve(name), "left over");
        }
        try (NewDisk first = create("a.vmdk", CreateType.MONOLITHIC_FLAT, NewDisk.Existing.REFUSE)) {
            assertThat(names()).containsAll(kept).doesNotContainAnyElementsOf(leftOver);
            List<String> before = names();
            create("a.vmdk", CreateType.MONOLITHIC_FLAT, NewDisk.Existing.REFUSE)
                    .close();
            assertThat(names()).isEqualTo(before);
            first.commit();
        }
        assertThat(names()).contains("a.vmdk", "a-flat.vmdk").hasSize(kept.size() + 2);
    }

    @Test
    void refusesWhatCannotBeMade() {
        assertThatThrownBy(() -> create("a", CreateType.SE_SPARSE, NewDisk.Existing.REFUSE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> create("a", CreateType.VMFS, NewDisk.Existing.REFUSE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Disks.create(folder.resolve("a"), CreateType.MONOLITHIC_SPARSE, (1L << 48) + 512))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256 TiB");
    }

    @Test
    void refusesAFlatDiskThatDoesNotFit() throws IOException {
        assertThatThrownBy(() -> Disks.create(folder.resolve("a"), CreateType.MONOLITHIC_FLAT, 1L << 60))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("needs 1152921504606846976 bytes");
        assertThat(names()).isEmpty();
    }

    @Test
    void refusesADescriptorThatDoesNotFitItsArea() throws IOException {
        String tooLong = "x".repeat(10_000);
        assertThatThrownBy(() -> NewDisk.create(
                        folder.resolve("a.vmdk"),
                        CreateType.MONOLITHIC_SPARSE,
                        512,
                        NewDisk.Existing.REFUSE,
                        descriptor -> descriptor.with("sectorkeep.test", tooLong)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("room for 10239");
        assertThat(names()).isEmpty();
    }

    @Test
    void keepsTheContentIdItWasMadeWith() throws IOException {
        long cid;
        try (NewDisk disk = NewDisk.create(
                folder.resolve("a.vmdk"),
                CreateType.MONOLITHIC_SPARSE,
                1 << 20,
                NewDisk.Existing.REFUSE,
                descriptor -> descriptor.withCid(0x1234).with("ddb.adapterType", "lsilogic"))) {
            disk.disk().write(0, ByteBuffer.wrap(new byte[] {1}));
            disk.disk().updateDescriptor(descriptor -> descriptor.with("sectorkeep.test", "late"));
            disk.commit();
            cid = disk.disk().descriptor().cid();
        }
        assertThat(cid).isEqualTo(0x1234);
        try (VirtualDisk disk = Disks.readOnly(folder.resolve("a.vmdk"))) {
            assertThat(disk.descriptor().cid()).isEqualTo(cid);
            assertThat(disk.descriptor().value("ddb.adapterType")).contains("lsilogic");
            assertThat(disk.descriptor().value("sectorkeep.test")).contains("late");
        }
    }

    @Test
    void hasNamesBeyondAscii() throws IOException {
        Assumptions.assumeTrue(
                "UTF-8".equals(System.getProperty("sun.jnu.encoding")), "file names here are ASCII only");
        Path path = Disks.create(folder.resolve("\u00e9\u4e2d.vmdk"), CreateType.MONOLITHIC_FLAT, 512);
        assertThat(Disks.readAll(path)).hasSize(512);
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }

    private void setMode(String name, String mode) throws IOException {
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString(mode));
    }

    @Test
    void isForItsOwnerAloneUnlessItIsSharedAsAnother() throws IOException {
        try (NewDisk disk = create("a.vmdk", CreateType.MONOLITHIC_FLAT, NewDisk.Existing.REFUSE)) {
            for (String name : names()) {
                assertThat(mode(name)).isEqualTo("rw-------");
            }
            disk.commit();
        }
        assertThat(mode("a.vmdk")).isEqualTo("rw-------");
        assertThat(mode("a-flat.vmdk")).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @CsvSource({
        "rw-rw-r--, rw-rw-r--, rw-rw-r--",
        "rw-r--r--, rw-------, rw-------",
        "rw-------, rw-r--r--, rw-------",
        "rw-rw----, rw-r-----, rw-r-----",
        "r--r--r--, r--r--r--, r--r--r--",
    })
    void isAsOpenAsTheFilesOfAnotherAllAre(String descriptor, String extent, String copy) throws IOException {
        try (NewDisk disk = create("a.vmdk", CreateType.MONOLITHIC_FLAT, NewDisk.Existing.REFUSE)) {
            disk.commit();
        }
        setMode("a.vmdk", descriptor);
        setMode("a-flat.vmdk", extent);
        try (VirtualDisk original = VirtualDisk.open(folder.resolve("a.vmdk"), VirtualDisk.Access.READ_ONLY);
                NewDisk disk = create("b.vmdk", CreateType.MONOLITHIC_FLAT, NewDisk.Existing.REFUSE)) {
            disk.shareAs(original);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path each :
                        files.filter(file -> file.toString().endsWith(".tmp")).toList()) {
                    assertThat(mode(each.getFileName().toString())).isEqualTo("rw-------");
                }
            }
            disk.commit();
        }
        assertThat(mode("b.vmdk")).isEqualTo(copy);
        assertThat(mode("b-flat.vmdk")).isEqualTo(copy);
    }
}
