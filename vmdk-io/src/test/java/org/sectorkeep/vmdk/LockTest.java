// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.testing.Peers;

/** Who may have a disk open beside whom. */
class LockTest {
    @TempDir
    Path folder;

    private Path disk(CreateType type) throws IOException {
        return Disks.create(folder.resolve("disk.vmdk"), type, 1 << 20);
    }

    private static void assertInUse(Path path, VirtualDisk.Access access, boolean byThisProcess) {
        assertThatThrownBy(() -> VirtualDisk.open(path, access))
                .isInstanceOfSatisfying(
                        DiskInUseException.class,
                        e -> assertThat(e.heldByThisProcess()).isEqualTo(byThisProcess))
                .hasMessageEndingWith(byThisProcess ? "in use by this process" : "in use by another program");
    }

    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "TWO_GB_MAX_EXTENT_FLAT"})
    void withinThisProcessReadersShareAndAWriterIsAlone(CreateType type) throws IOException {
        Path path = disk(type);
        try (VirtualDisk second = Disks.readOnly(path)) {
            try (VirtualDisk first = Disks.readOnly(path)) {
                assertThat(Disks.read(first, 0, 8)).isEqualTo(Disks.read(second, 0, 8));
                assertInUse(path, VirtualDisk.Access.READ_WRITE, true);
            }
            assertThat(Disks.read(second, 0, 8)).containsOnly(0);
            assertInUse(path, VirtualDisk.Access.READ_WRITE, true);
        }
        try (VirtualDisk writer = Disks.readWrite(path)) {
            assertThat(writer.capacityBytes()).isEqualTo(1 << 20);
            assertInUse(path, VirtualDisk.Access.READ_WRITE, true);
            assertInUse(path, VirtualDisk.Access.READ_ONLY, true);
        }
        Disks.readWrite(path).close();
    }

    @Test
    void aFileIsKnownByWhatItIsNotByItsName() throws IOException {
        Path path = disk(CreateType.MONOLITHIC_SPARSE);
        Path link = Files.createLink(folder.resolve("other.vmdk"), path);
        try (VirtualDisk writer = Disks.readWrite(path)) {
            assertThat(writer.access()).isEqualTo(VirtualDisk.Access.READ_WRITE);
            assertInUse(link, VirtualDisk.Access.READ_ONLY, true);
        }
    }

    @Test
    void aDiskThatFailsToOpenIsNotHeld() throws IOException {
        disk(CreateType.MONOLITHIC_SPARSE);
        Path broken = Disks.descriptor(
                folder.resolve("two.vmdk"),
                "twoGbMaxExtentSparse",
                "RW 2048 SPARSE \"disk.vmdk\"",
                "RW 1 SPARSE \"none\"");
        assertThatThrownBy(() -> Disks.readWrite(broken)).isInstanceOf(NoSuchFileException.class);
        Disks.readWrite(folder.resolve("disk.vmdk")).close();
    }

    @Test
    void aReadOnlyFileInAReadOnlyFolderIsRead() throws IOException {
        Path path = disk(CreateType.MONOLITHIC_SPARSE);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(Disks.read(disk, 0, 8)).containsOnly(0);
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** QEMU with a disk open, until closed. */
    private static final class Qemu implements AutoCloseable {
        private final Process process;

        Qemu(Path disk, String... options) throws IOException {
            List<String> command = new ArrayList<>(List.of("qemu-io"));
            command.addAll(List.of(options));
            command.addAll(List.of("-f", "vmdk", disk.toString()));
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().write("length\n".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            String answer = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            assertThat(answer).as("qemu-io's answer to 'length'").contains("1 MiB");
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @ParameterizedTest
    @Tag("peer")
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_SPARSE"})
    void aDiskThatQemuWritesIsRefused(CreateType type) throws IOException {
        Peers.requireProgram("qemu-io");
        Path path = disk(type);
        try (Qemu qemu = new Qemu(path)) {
            assertThat(qemu.process.isAlive()).isTrue();
            assertInUse(path, VirtualDisk.Access.READ_WRITE, false);
            assertInUse(path, VirtualDisk.Access.READ_ONLY, false);
        }
        Disks.readWrite(path).close();
    }

    @Test
    @Tag("peer")
    void aDiskThatQemuReadsMayBeReadButNotWritten() throws IOException {
        Peers.requireProgram("qemu-io");
        Path path = disk(CreateType.MONOLITHIC_SPARSE);
        try (Qemu qemu = new Qemu(path, "-r")) {
            assertThat(qemu.process.isAlive()).isTrue();
            assertInUse(path, VirtualDisk.Access.READ_WRITE, false);
            Disks.readOnly(path).close();
        }
    }

    private static boolean qemuOpens(Path path, String... options) {
        List<String> command = new ArrayList<>(List.of("qemu-io"));
        command.addAll(List.of(options));
        command.addAll(List.of("-f", "vmdk", "-c", "length", path.toString()));
        Peers.Result result = Peers.run(path.getParent(), command);
        assertThat(result.output()).containsAnyOf("1 MiB", "Failed to ");
        return result.output().contains("1 MiB");
    }

    @ParameterizedTest
    @Tag("peer")
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_SPARSE"})
    void qemuIsKeptOutWhateverIsDoneWithTheDisk(CreateType type) throws IOException {
        Peers.requireProgram("qemu-io");
        Path path = disk(type);
        try (VirtualDisk disk = Disks.readWrite(path)) {
            assertThat(qemuOpens(path)).isFalse();
            disk.write(0, ByteBuffer.wrap(new byte[100]));
            disk.updateDescriptor(descriptor -> descriptor.with("sectorkeep.test", "1"));
            disk.flush();
            disk.checkStructure();
            assertInUse(path, VirtualDisk.Access.READ_WRITE, true);
            assertInUse(path, VirtualDisk.Access.READ_ONLY, true);
            assertThat(qemuOpens(path)).isFalse();
            assertThat(qemuOpens(path, "-r")).isFalse();
        }
        assertThat(qemuOpens(path)).isTrue();
    }

    @Test
    @Tag("peer")
    void besideAReaderQemuMayReadButNotWrite() throws IOException {
        Peers.requireProgram("qemu-io");
        Path path = disk(CreateType.MONOLITHIC_SPARSE);
        try (VirtualDisk first = Disks.readOnly(path)) {
            Disks.readOnly(path).close();
            assertInUse(path, VirtualDisk.Access.READ_WRITE, true);
            assertThat(first.checkStructure()).isEmpty();
            assertThat(qemuOpens(path)).isFalse();
            assertThat(qemuOpens(path, "-r")).isTrue();
            assertThat(qemuOpens(path)).isFalse();
        }
    }
}
