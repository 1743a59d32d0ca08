// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Disks that are made of several: each shows the one below through its holes. */
class SnapshotChainTest {
    private static final int SECTORS = 1000;
    private static final int BYTES = SECTORS * 512;
    private static final int GRAIN = TestSparse.GRAIN_BYTES;

    @TempDir
    Path folder;

    private final byte[] base = Disks.randomBytes(BYTES, 1);

    private Path base() throws IOException {
        Files.write(folder.resolve("base-flat.vmdk"), base);
        return Disks.descriptor(
                folder.resolve("base.vmdk"), "monolithicFlat", "RW " + SECTORS + " FLAT \"base-flat.vmdk\" 0");
    }

    /** An empty child with a descriptor file; flags 3, or 7 for one that can mark zeroes. */
    private Path child(String name, String parentHint, int flags) throws IOException {
        TestSparse.withoutTables(SECTORS, flags).write(folder.resolve(name + "-s001.vmdk"), 0);
        Path descriptor = Disks.descriptor(
                folder.resolve(name + ".vmdk"),
                "twoGbMaxExtentSparse",
                "RW " + SECTORS + " SPARSE \"" + name + "-s001.vmdk\"");
        return Disks.makeChild(descriptor, parentHint, 0x12345678);
    }

    private static void write(VirtualDisk disk, byte[] model, int offset, int length, long seed) throws IOException {
        byte[] bytes = Disks.randomBytes(length, seed);
        disk.write(offset, ByteBuffer.wrap(bytes));
        System.arraycopy(bytes, 0, model, offset, length);
    }

    @Test
    void aChildShowsItsParent() throws IOException {
        base();
        Path child = child("child", "base.vmdk", 3);
        assertThat(Disks.readAll(child)).isEqualTo(base);
        try (VirtualDisk disk = Disks.readOnly(child)) {
            VirtualDisk parent = disk.parent().orElseThrow();
            assertThat(parent.path()).isEqualTo(folder.toRealPath().resolve("base.vmdk"));
            assertThat(parent.access()).isEqualTo(VirtualDisk.Access.READ_ONLY);
            assertThat(parent.parent()).isEmpty();
            assertThat(disk.range(0, Long.MAX_VALUE)).isEqualTo(new AllocatedRange(AllocatedRange.Kind.DATA, 0, BYTES));
            assertThat(disk.ownRange(0, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.UNALLOCATED, 0, BYTES));
        }
    }

    @Test
    void aGrainWrittenInPartIsTheParentsForTheRest() throws IOException {
        base();
        Path child = child("child", "base.vmdk", 3);
        byte[] model = base.clone();
        try (VirtualDisk disk = Disks.readWrite(child)) {
            write(disk, model, 100, 5, 1);
            write(disk, model, 3 * GRAIN - 10, GRAIN + 20, 2);
            write(disk, model, BYTES - 1, 1, 3);
            assertThat(disk.ownRange(0, Long.MAX_VALUE).lengthBytes()).isEqualTo(GRAIN);
        }
        assertThat(Disks.readAll(child)).isEqualTo(model);
        assertThat(Disks.readAll(folder.resolve("base.vmdk"))).isEqualTo(base);
    }

    @Test
    void aGrainOfZeroesHidesTheParentAlsoWhenItIsWrittenInPart() throws IOException {
        base();
        Path child = child("child", "base.vmdk", 7);
        byte[] model = base.clone();
        try (VirtualDisk disk = Disks.readWrite(child)) {
            assertThat(disk.discard(GRAIN, 2 * GRAIN)).isTrue();
            Arrays.fill(model, GRAIN, 3 * GRAIN, (byte) 0);
            assertThat(disk.range(GRAIN, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.ZERO, GRAIN, 2 * GRAIN));
            write(disk, model, 2 * GRAIN + 7, 3, 4);
        }
        assertThat(Disks.readAll(child)).isEqualTo(model);
    }

    @Test
    void whatCannotBeHiddenIsNotLetGo() throws IOException {
        base();
        Path child = child("child", "base.vmdk", 3);
        byte[] model = base.clone();
        try (VirtualDisk disk = Disks.readWrite(child)) {
            write(disk, model, 0, GRAIN, 5);
            assertThat(disk.discard(0, 2 * GRAIN)).isFalse();
        }
        assertThat(Disks.readAll(child)).isEqualTo(model);
    }

    @Test
    void discardingWhereNothingShinesThroughTakesNoTables() throws IOException {
        Path empty = TestSparse.withoutTables(SECTORS, 3).write(folder.resolve("base.vmdk"), 0);
        Path child = child("child", "base.vmdk", 7);
        long sizeBefore = Files.size(folder.resolve("child-s001.vmdk"));
        try (VirtualDisk disk = Disks.readWrite(child)) {
            assertThat(disk.discard(0, BYTES)).isTrue();
        }
        assertThat(Files.size(folder.resolve("child-s001.vmdk"))).isEqualTo(sizeBefore);
        assertThat(Disks.readAll(child)).isEqualTo(Disks.readAll(empty));
    }

    @Test
    void threeLinksAreReadFromTheTop() throws IOException {
        base();
        Path middle = child("middle", "base.vmdk", 7);
        byte[] model = base.clone();
        try (VirtualDisk disk = Disks.readWrite(middle)) {
            write(disk, model, 0, 3 * GRAIN, 6);
            disk.discard(5 * GRAIN, GRAIN);
            Arrays.fill(model, 5 * GRAIN, 6 * GRAIN, (byte) 0);
        }
        Path top = child("top", "middle.vmdk", 3);
        Disks.setParentCid(top, Disks.cid(middle));
        try (VirtualDisk disk = Disks.readWrite(top)) {
            write(disk, model, GRAIN + 1, 50, 7);
            write(disk, model, 5 * GRAIN + 1, 50, 8);
        }
        assertThat(Disks.readAll(top)).isEqualTo(model);
        try (VirtualDisk disk = Disks.readOnly(top)) {
            assertThat(disk.checkStructure()).isEmpty();
            assertThat(disk.parent().flatMap(VirtualDisk::parent)).isPresent();
        }
    }

    @Test
    void aParentThatWasWrittenMakesItsChildStale() throws IOException {
        Path parent = base();
        Path child = child("child", "base.vmdk", 3);
        try (VirtualDisk disk = Disks.readWrite(parent)) {
            disk.write(0, ByteBuffer.allocate(1));
        }
        for (VirtualDisk.Access access : VirtualDisk.Access.values()) {
            assertThatThrownBy(() -> VirtualDisk.open(child, access))
                    .isInstanceOf(StaleChildException.class)
                    .hasMessageContaining("child.vmdk")
                    .hasMessageContaining("base.vmdk")
                    .hasMessageContaining("expected CID 12345678, found " + String.format("%08x", Disks.cid(parent)));
        }
        Disks.readWrite(parent).close();
    }

    @Test
    void aParentOpenedForWritingWithoutAWriteLeavesItsChildAsItIs() throws IOException {
        Path parent = base();
        Path child = child("child", "base.vmdk", 3);
        Disks.readWrite(parent).close();
        assertThat(Disks.readAll(child)).isEqualTo(base);
    }

    @Test
    void aParentIsNotWrittenWhileAChildIsOpen() throws IOException {
        Path parent = base();
        Path child = child("child", "base.vmdk", 3);
        VirtualDisk disk = Disks.readWrite(child);
        assertThatThrownBy(() -> Disks.readWrite(parent)).isInstanceOf(DiskInUseException.class);
        Disks.readOnly(parent).close();
        disk.close();
        Disks.readWrite(parent).close();
    }

    @Test
    void aChildThatIsClosedClosesItsParent() throws IOException {
        Path parent = base();
        VirtualDisk disk = Disks.readOnly(child("child", "base.vmdk", 3));
        VirtualDisk below = disk.parent().orElseThrow();
        below.close();
        assertThat(Disks.read(disk, 0, BYTES)).isEqualTo(base);
        disk.close();
        assertThatThrownBy(() -> below.read(0, ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
        Disks.readWrite(parent).close();
    }

    @Test
    void aShorterParentEndsInZeroes() throws IOException {
        Files.write(folder.resolve("base-flat.vmdk"), Arrays.copyOf(base, 900 * 512));
        Disks.descriptor(folder.resolve("base.vmdk"), "monolithicFlat", "RW 900 FLAT \"base-flat.vmdk\" 0");
        byte[] model = Arrays.copyOf(Arrays.copyOf(base, 900 * 512), BYTES);
        Path child = child("child", "base.vmdk", 3);
        assertThat(Disks.readAll(child)).isEqualTo(model);
        try (VirtualDisk disk = Disks.readWrite(child)) {
            write(disk, model, 900 * 512 - 3, 6, 9);
            assertThat(disk.range(950 * 512, Long.MAX_VALUE).kind()).isEqualTo(AllocatedRange.Kind.UNALLOCATED);
        }
        assertThat(Disks.readAll(child)).isEqualTo(model);
    }

    @Test
    void aLongerParentIsCutAndTheCheckSaysSo() throws IOException {
        Files.write(folder.resolve("base-flat.vmdk"), Arrays.copyOf(base, BYTES + 512));
        Disks.descriptor(
                folder.resolve("base.vmdk"), "monolithicFlat", "RW " + (SECTORS + 1) + " FLAT \"base-flat.vmdk\" 0");
        try (VirtualDisk disk = Disks.readOnly(child("child", "base.vmdk", 3))) {
            assertThat(Disks.read(disk, 0, BYTES)).isEqualTo(base);
            assertThat(disk.checkStructure()).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(StructureFinding.Severity.NOTE);
                assertThat(finding.message()).contains("512000").contains("512512");
            });
        }
    }

    @Test
    void aParentInAnotherFolderIsFoundAndOneThatMovedAlong(@TempDir Path elsewhere) throws IOException {
        Path parent = base();
        for (String hint : List.of(
                parent.toRealPath().toString(),
                "../" + folder.getFileName() + "/base.vmdk",
                "/vmfs/volumes/4a7b/web01/base.vmdk",
                "C:\\\\Virtual Machines\\\\base.vmdk")) {
            Path child = child("child", hint, 3);
            assertThat(Disks.readAll(child)).as(hint).isEqualTo(base);
        }
        Path clone = child("child", parent.toRealPath().toString(), 3);
        Files.move(folder.resolve("child-s001.vmdk"), elsewhere.resolve("child-s001.vmdk"));
        assertThat(Disks.readAll(Files.move(clone, elsewhere.resolve("child.vmdk"))))
                .isEqualTo(base);
    }

    @Test
    void aMissingParentIsNamed() throws IOException {
        Path child = child("child", "gone.vmdk", 3);
        assertThatThrownBy(() -> Disks.readOnly(child))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("gone.vmdk")
                .hasMessageContaining("child.vmdk' names it as its parent");
        assertThat(folder.resolve("child-s001.vmdk")).exists();
        Disks.readOnly(base()).close();
    }

    @Test
    void aParentThatIsNoVmdkIsRefused() throws IOException {
        Files.write(folder.resolve("base.raw"), base);
        Path child = child("child", "base.raw", 3);
        assertThatThrownBy(() -> Disks.readOnly(child))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("base.raw' is no VMDK");
    }

    @Test
    void aParentNamedByADiskWithoutAnyIsRefusedAndSoIsOneNotNamed() throws IOException {
        Path path = base();
        Files.writeString(path, Files.readString(path) + "parentFileNameHint=\"x.vmdk\"\n");
        assertThatThrownBy(() -> Disks.readOnly(path))
                .isInstanceOf(VmdkFormatException.class)
                .hasMessageContaining("'x.vmdk' is named as parent");
        Path child = Disks.makeChild(base(), "", 7);
        assertThatThrownBy(() -> Disks.readOnly(child))
                .isInstanceOf(VmdkFormatException.class)
                .hasMessageContaining("parentFileNameHint")
                .hasMessageContaining("missing");
    }

    @Test
    void aChainThatBitesItsTailIsRefused() throws IOException {
        child("a", "b.vmdk", 3);
        child("b", "c.vmdk", 3);
        Path top = child("c", "a.vmdk", 3);
        for (VirtualDisk.Access access : VirtualDisk.Access.values()) {
            assertThatThrownBy(() -> VirtualDisk.open(top, access))
                    .isInstanceOf(VmdkFormatException.class)
                    .hasMessageContaining("its own ancestor");
        }
    }

    @Test
    void aChainWithoutEndIsRefused() throws IOException {
        for (int i = 0; i < 300; i++) {
            child("d" + i, "d" + (i + 1) + ".vmdk", 3);
        }
        assertThatThrownBy(() -> Disks.readOnly(folder.resolve("d0.vmdk")))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("256 links");
    }

    @ParameterizedTest
    @EnumSource(TestStream.Shape.class)
    void aStreamOptimizedDiskMayBeTheParent(TestStream.Shape shape) throws IOException {
        byte[] content = Arrays.copyOf(base, BYTES);
        Arrays.fill(content, 0, 100_000, (byte) 0);
        Files.write(folder.resolve("base.vmdk"), TestStream.of(shape, content));
        Path child = child("child", "base.vmdk", 3);
        Disks.setParentCid(child, 0xa);
        try (VirtualDisk disk = Disks.readWrite(child)) {
            write(disk, content, 99_000, 20_000, 10);
        }
        assertThat(Disks.readAll(child)).isEqualTo(content);
    }
}
