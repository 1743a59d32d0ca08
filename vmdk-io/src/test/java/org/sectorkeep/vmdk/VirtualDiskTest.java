// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VirtualDiskTest {
    @TempDir
    Path folder;

    private Path disk(CreateType type) throws IOException {
        return Disks.create(folder.resolve("disk.vmdk"), type, 1 << 20);
    }

    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "TWO_GB_MAX_EXTENT_SPARSE", "MONOLITHIC_FLAT"})
    void theFirstWriteChangesTheContentIdOnce(CreateType type) throws IOException {
        Path path = disk(type);
        long before;
        try (VirtualDisk disk = Disks.readWrite(path)) {
            before = disk.descriptor().cid();
            disk.onFirstWrite(descriptor -> descriptor.with("sectorkeep.lastCid", Long.toHexString(descriptor.cid())));
            disk.read(0, ByteBuffer.allocate(512));
            disk.write(0, ByteBuffer.allocate(0));
            disk.discard(0, 0);
            disk.flush();
            assertThat(disk.descriptor().cid()).isEqualTo(before);
            disk.write(0, ByteBuffer.allocate(1));
            long after = disk.descriptor().cid();
            assertThat(after).isNotEqualTo(before);
            disk.write(5, ByteBuffer.allocate(1));
            assertThat(disk.descriptor().cid()).isEqualTo(after);
        }
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(disk.descriptor().cid()).isNotEqualTo(before);
            assertThat(disk.descriptor().value("sectorkeep.lastCid"))
                    .contains(Long.toHexString(disk.descriptor().cid()));
        }
    }

    @Test
    void theLongContentIdEndsInTheShortOne() throws IOException {
        Path path = Disks.descriptor(
                folder.resolve("d.vmdk"),
                "monolithicFlat",
                "RW 8 FLAT \"a\" 0",
                "ddb.longContentID = \"000102030405060708090a0b12345678\"");
        Files.write(folder.resolve("a"), new byte[4096]);
        try (VirtualDisk disk = Disks.readWrite(path)) {
            disk.write(0, ByteBuffer.allocate(1));
            assertThat(disk.descriptor().value("ddb.longContentID").orElseThrow())
                    .hasSize(32)
                    .doesNotStartWith("0001020304")
                    .endsWith(String.format("%08x", disk.descriptor().cid()));
        }
    }

    @Test
    void closingWithoutWritingChangesNothing() throws IOException {
        Path path = disk(CreateType.MONOLITHIC_SPARSE);
        byte[] before = Files.readAllBytes(path);
        Disks.readWrite(path).close();
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void aRawImageIsAFlatDisk() throws IOException {
        Path path = Files.write(folder.resolve("disk.img"), Disks.randomBytes(4096, 1));
        try (VirtualDisk disk = Disks.readWrite(path)) {
            assertThat(disk.createType()).isEqualTo(CreateType.RAW);
            assertThat(disk.capacityBytes()).isEqualTo(4096);
            disk.write(1, ByteBuffer.wrap(new byte[] {9}));
            assertThatThrownBy(() -> disk.updateDescriptor(descriptor -> descriptor))
                    .isInstanceOf(UnsupportedDiskException.class);
        }
        byte[] expected = Disks.randomBytes(4096, 1);
        expected[1] = 9;
        assertThat(Files.readAllBytes(path)).isEqualTo(expected);
    }

    @Test
    void rangesOutsideAreRefused() throws IOException {
        try (VirtualDisk disk = Disks.readWrite(disk(CreateType.MONOLITHIC_SPARSE))) {
            ByteBuffer two = ByteBuffer.allocate(2);
            for (long offset : new long[] {-1, (1 << 20) - 1, 1 << 20, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> disk.read(offset, two)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> disk.write(offset, two)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> disk.discard(offset, 2)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> disk.discard(0, -1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> disk.range(1 << 20, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> disk.range(0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThat(two.position()).isZero();
            disk.read(1 << 20, ByteBuffer.allocate(0));
        }
    }

    @Test
    void aDiskOpenedForReadingIsNotWritten() throws IOException {
        try (VirtualDisk disk = Disks.readOnly(disk(CreateType.MONOLITHIC_SPARSE))) {
            assertThatThrownBy(() -> disk.write(0, ByteBuffer.allocate(1)))
                    .isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> disk.discard(0, 1)).isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> disk.updateDescriptor(descriptor -> descriptor))
                    .isInstanceOf(NonWritableChannelException.class);
            disk.flush();
        }
    }

    @Test
    void aClosedDiskSaysSo() throws IOException {
        VirtualDisk disk = Disks.readWrite(disk(CreateType.MONOLITHIC_SPARSE));
        disk.close();
        disk.close();
        assertThatThrownBy(() -> disk.read(0, ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(disk::flush).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void discardingWholeGrainsFreesThem() throws IOException {
        try (VirtualDisk disk = Disks.readWrite(disk(CreateType.MONOLITHIC_SPARSE))) {
            int grain = disk.grainBytes(0);
            assertThat(grain).isEqualTo(65536);
            disk.write(0, ByteBuffer.wrap(Disks.randomBytes(4 * grain, 1)));
            assertThat(disk.discard(1, 2L * grain)).isFalse();
            assertThat(disk.range(0, Long.MAX_VALUE)).isEqualTo(new AllocatedRange(AllocatedRange.Kind.DATA, 0, grain));
            assertThat(disk.range(grain, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.UNALLOCATED, grain, grain));
            assertThat(disk.discard(grain, grain)).isTrue();
            assertThat(disk.discard(0, 1 << 20)).isTrue();
            assertThat(disk.range(0, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.UNALLOCATED, 0, 1 << 20));
        }
        assertThat(Disks.readAll(folder.resolve("disk.vmdk"))).containsOnly(0);
    }

    @Test
    void grainsAreMarkedAsZeroesWhereTheHeaderAllowsIt() throws IOException {
        Path path = TestSparse.withoutTables(1000, 7).write(folder.resolve("disk.vmdk"), 0);
        try (VirtualDisk disk = Disks.readWrite(path)) {
            disk.write(4096, ByteBuffer.wrap(Disks.randomBytes(8192, 1)));
            assertThat(disk.discard(4096, 8192)).isTrue();
        }
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(disk.range(4096, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.ZERO, 4096, 8192));
            assertThat(disk.range(12288, Long.MAX_VALUE).kind()).isEqualTo(AllocatedRange.Kind.UNALLOCATED);
            assertThat(Disks.read(disk, 0, 500 * 1000)).containsOnly(0);
        }
    }

    /** A new grain is never put where something was. */
    @Test
    void aGrainFreedIsNotUsedAgain() throws IOException {
        Path path = disk(CreateType.MONOLITHIC_SPARSE);
        try (VirtualDisk disk = Disks.readWrite(path)) {
            for (int i = 1; i <= 3; i++) {
                byte[] grain = new byte[65536];
                Arrays.fill(grain, (byte) i);
                disk.write(0, ByteBuffer.wrap(grain));
                disk.discard(0, 65536);
            }
            disk.write(65536, ByteBuffer.wrap(new byte[] {4}));
        }
        byte[] file = Files.readAllBytes(path);
        assertThat(Arrays.copyOfRange(file, file.length - 4 * 65536, file.length))
                .contains(1, 2, 3, 4);
    }

    @Test
    void theDescriptorFileKeepsItsMode() throws IOException {
        Path path = disk(CreateType.MONOLITHIC_FLAT);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        Disks.readWrite(path).close();
        try (VirtualDisk disk = Disks.readWrite(path)) {
            disk.updateDescriptor(descriptor -> descriptor.with("sectorkeep.test", "1"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
        assertThat(Files.readString(path)).contains("sectorkeep.test=\"1\"\n");
    }

    @Test
    void aLinkIsFollowedAndStays() throws IOException {
        Path path = disk(CreateType.MONOLITHIC_FLAT);
        Path elsewhere = Files.createDirectory(folder.resolve("links"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link.vmdk"), path);
        try (VirtualDisk disk = Disks.readWrite(link)) {
            assertThat(disk.path()).isEqualTo(path.toRealPath());
            disk.updateDescriptor(descriptor -> descriptor.with("sectorkeep.test", "1"));
        }
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(path)).contains("sectorkeep.test");
    }
}
