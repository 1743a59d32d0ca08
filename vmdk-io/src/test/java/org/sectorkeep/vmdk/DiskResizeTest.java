// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.testing.Peers;

/** Disks of every kind that can get another size: the content stays, and zeroes come behind it. */
class DiskResizeTest {
    private static final int MIB = 1 << 20;
    private static final long GIB = 1L << 30;

    @TempDir
    private Path folder;

    private static void resize(Path disk, long newBytes) throws IOException {
        try (DiskResize resize = DiskResize.begin(new UnforcedFiles(), disk, newBytes, ChangeTracking.KEEP)) {
            resize.writeZeroes();
            resize.commit(UnaryOperator.identity());
        }
    }

    private static void write(Path disk, long offsetBytes, byte[] content) throws IOException {
        try (VirtualDisk opened = Disks.quickReadWrite(disk)) {
            opened.write(offsetBytes, ByteBuffer.wrap(content));
        }
    }

    private static void requireSound(Path disk, long capacityBytes) throws IOException {
        try (VirtualDisk opened = Disks.readOnly(disk)) {
            assertThat(opened.capacityBytes()).isEqualTo(capacityBytes);
            assertThat(opened.checkStructure()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_SPARSE", "TWO_GB_MAX_EXTENT_FLAT", "RAW"
            })
    void aDiskThatGrowsKeepsItsContentAndHasZeroesBehind(CreateType type) throws IOException {
        int oldBytes = 3 * MIB + 512;
        int newBytes = 70 * MIB + 1024;
        Path disk = Disks.create(folder.resolve(type == CreateType.RAW ? "d.raw" : "d.vmdk"), type, oldBytes);
        byte[] content = Disks.randomBytes(oldBytes, 1);
        write(disk, 0, content);
        resize(disk, newBytes);
        requireSound(disk, newBytes);
        assertThat(Disks.readAll(disk)).isEqualTo(Arrays.copyOf(content, newBytes));
        byte[] end = Disks.randomBytes(2 * MIB, 2);
        write(disk, newBytes - end.length, end);
        requireSound(disk, newBytes);
        byte[] all = Arrays.copyOf(content, newBytes);
        System.arraycopy(end, 0, all, newBytes - end.length, end.length);
        assertThat(Disks.readAll(disk)).isEqualTo(all);
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_FLAT", "RAW"})
    void whatADiskLostByShrinkingDoesNotComeBack(CreateType type) throws IOException {
        int oldBytes = 70 * MIB;
        int smallBytes = 2 * MIB + 1536;
        Path disk = Disks.create(folder.resolve(type == CreateType.RAW ? "d.raw" : "d.vmdk"), type, oldBytes);
        byte[] content = Disks.randomBytes(oldBytes, 3);
        write(disk, 0, content);
        resize(disk, smallBytes);
        requireSound(disk, smallBytes);
        assertThat(Disks.readAll(disk)).isEqualTo(Arrays.copyOf(content, smallBytes));
        resize(disk, oldBytes);
        requireSound(disk, oldBytes);
        byte[] expected = Arrays.copyOf(Arrays.copyOf(content, smallBytes), oldBytes);
        assertThat(Disks.readAll(disk)).isEqualTo(expected);
    }

    @Test
    void aSplitDiskGrowsByFilesAndShrinksByThem() throws IOException {
        Path disk = Disks.create(folder.resolve("d.vmdk"), CreateType.TWO_GB_MAX_EXTENT_SPARSE, MIB);
        write(disk, 0, Disks.randomBytes(MIB, 4));
        resize(disk, 5 * GIB);
        requireSound(disk, 5 * GIB);
        assertThat(folder.resolve("d-s004.vmdk")).exists();
        assertThatThrownBy(() -> resize(disk, 3 * GIB))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("shrinks by whole ones only");
        resize(disk, 2 * GIB + MIB);
        requireSound(disk, 2 * GIB + MIB);
        assertThat(folder.resolve("d-s003.vmdk")).doesNotExist();
        resize(disk, MIB);
        assertThat(Disks.readAll(disk)).isEqualTo(Disks.randomBytes(MIB, 4));
        assertThat(folder.resolve("d-s002.vmdk")).doesNotExist();
    }

    @Test
    void aSmallerDiskHasAnotherContentId() throws IOException {
        Path disk = Disks.create(folder.resolve("d.vmdk"), CreateType.MONOLITHIC_FLAT, 2 * MIB);
        long before = Disks.cid(disk);
        resize(disk, 3 * MIB);
        assertThat(Disks.cid(disk)).isEqualTo(before);
        resize(disk, MIB);
        assertThat(Disks.cid(disk)).isNotEqualTo(before);
        assertThat(folder.resolve("d-flat.vmdk")).hasSize(MIB);
    }

    @Test
    void theGeometryFollowsTheSize() throws IOException {
        Path disk = Disks.create(folder.resolve("d.vmdk"), CreateType.MONOLITHIC_SPARSE, 10 * MIB);
        resize(disk, GIB);
        try (VirtualDisk opened = Disks.readOnly(disk)) {
            assertThat(opened.descriptor().value("ddb.geometry.cylinders"))
                    .hasValue(Long.toString(GIB / 512 / (16 * 63)));
        }
    }

    @Test
    void aSnapshotDoesNotUncoverWhatALongerParentHas() throws IOException {
        Path parent = Disks.create(folder.resolve("p.vmdk"), CreateType.MONOLITHIC_SPARSE, 2 * MIB);
        Path child = folder.resolve("c.vmdk");
        try (NewDisk made = NewDisk.createChild(
                child, CreateType.MONOLITHIC_SPARSE, parent, NewDisk.Existing.REFUSE, UnaryOperator.identity())) {
            made.commit();
        }
        assertThat(ChildDisks.beside(parent)).containsExactly(child.toRealPath());
        assertThat(ChildDisks.beside(child)).isEmpty();
        resize(parent, 3 * MIB);
        assertThatThrownBy(() -> resize(child, 3 * MIB))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("would show through");
        resize(child, MIB);
        requireSizes(child, MIB);
    }

    private static void requireSizes(Path disk, long capacityBytes) throws IOException {
        try (VirtualDisk opened = Disks.readOnly(disk)) {
            assertThat(opened.capacityBytes()).isEqualTo(capacityBytes);
        }
    }

    @Test
    void aChangeThatIsNotPutInForceLeavesTheDisk() throws IOException {
        for (CreateType type : new CreateType[] {CreateType.MONOLITHIC_SPARSE, CreateType.TWO_GB_MAX_EXTENT_FLAT}) {
            Path disk = Disks.create(folder.resolve(type.label() + ".vmdk"), type, MIB);
            write(disk, 0, Disks.randomBytes(MIB, 5));
            int files = fileCount();
            try (DiskResize resize = DiskResize.begin(disk, 4 * MIB, ChangeTracking.KEEP)) {
                resize.writeZeroes();
                assertThat(resize.disk().capacityBytes()).isEqualTo(MIB);
                assertThat(resize.newCapacityBytes()).isEqualTo(4 * MIB);
            }
            assertThat(fileCount()).isEqualTo(files);
            assertThat(Disks.readAll(disk)).isEqualTo(Disks.randomBytes(MIB, 5));
        }
    }

    private int fileCount() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        }
    }

    @Test
    void sizesThatAreNoneAreRefused() throws IOException {
        Path disk = Disks.create(folder.resolve("d.vmdk"), CreateType.MONOLITHIC_SPARSE, MIB);
        for (long size : new long[] {0, -512, 1000, MIB}) {
            assertThatThrownBy(() -> resize(disk, size)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> resize(disk, 1L << 50)).isInstanceOf(UnsupportedDiskException.class);
        requireSound(disk, MIB);
    }

    /** The directory has room for 4 GiB in its sector: beyond that it moves to the end of the file. */
    @Test
    @Tag("peer")
    void qemuFindsTheSameInAGrownDisk() throws IOException {
        Path disk = folder.resolve("q.vmdk");
        Peers.output("qemu-img", "create", "-f", "vmdk", disk.toString(), "5M");
        Peers.output("qemu-io", "-c", "write -P 0x5a 1M 3M", disk.toString());
        resize(disk, 6 * GIB);
        requireSound(disk, 6 * GIB);
        Peers.output("qemu-img", "check", disk.toString());
        Peers.output("qemu-io", "-c", "write -P 0x77 6442450432 512", "-c", "write -P 0x66 5M 1M", disk.toString());
        Peers.output("qemu-img", "check", disk.toString());
        requireSound(disk, 6 * GIB);
        try (VirtualDisk opened = Disks.readOnly(disk)) {
            assertThat(Disks.read(opened, 6 * GIB - 512, 512)).containsOnly(0x77);
            assertThat(Disks.read(opened, 5 * MIB, MIB)).containsOnly(0x66);
            assertThat(Disks.read(opened, 6 * MIB, MIB)).containsOnly(0);
        }
    }
}
