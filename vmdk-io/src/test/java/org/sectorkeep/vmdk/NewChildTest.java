// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Snapshots that are made here. */
class NewChildTest {
    private static final int BYTES = 1_000 * 512;

    @TempDir
    Path folder;

    private final byte[] content = Disks.randomBytes(BYTES, 1);
    private Path parent = Path.of("");

    @BeforeEach
    void makeParent() throws IOException {
        parent = Disks.create(folder.resolve("base.vmdk"), CreateType.MONOLITHIC_SPARSE, BYTES);
        try (VirtualDisk disk = Disks.readWrite(parent)) {
            disk.write(0, ByteBuffer.wrap(content));
            disk.updateDescriptor(descriptor -> descriptor
                    .with("ddb.uuid", "60 00 C2 9d")
                    .with("ddb.adapterType", "lsilogic")
                    .with("ddb.longContentID", "0123456789abcdef0123456789abcdef"));
        }
    }

    private NewDisk child(Path target, CreateType type, NewDisk.Existing existing) throws IOException {
        return NewDisk.createChild(target, type, parent, existing, UnaryOperator.identity());
    }

    private Path committed(Path target, CreateType type) throws IOException {
        try (NewDisk child = child(target, type, NewDisk.Existing.REFUSE)) {
            child.commit();
        }
        return target;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "TWO_GB_MAX_EXTENT_SPARSE"})
    void showTheirParentAndTakeOverItsDiskDatabase(CreateType type) throws IOException {
        Path target = committed(folder.resolve("child.vmdk"), type);
        assertThat(Disks.readAll(target)).isEqualTo(content);
        try (VirtualDisk disk = Disks.readOnly(target)) {
            VmdkDescriptor descriptor = disk.descriptor();
            VmdkDescriptor parentDescriptor = disk.parent().orElseThrow().descriptor();
            assertThat(descriptor.parentCid()).isEqualTo(parentDescriptor.cid());
            assertThat(descriptor.cid()).isNotEqualTo(parentDescriptor.cid());
            assertThat(descriptor.value("parentFileNameHint")).contains("base.vmdk");
            assertThat(descriptor.value("ddb.adapterType")).contains("lsilogic");
            assertThat(descriptor.value("ddb.uuid")).isEmpty();
            assertThat(descriptor.value("ddb.longContentID")).isEmpty();
            assertThat(disk.checkStructure()).isEmpty();
            assertThat(disk.ownRange(0, Long.MAX_VALUE).kind()).isEqualTo(AllocatedRange.Kind.UNALLOCATED);
        }
    }

    @Test
    void mayBeWrittenInPartBeforeTheyAreCommitted() throws IOException {
        Path target = folder.resolve("child.vmdk");
        try (NewDisk child = child(target, CreateType.MONOLITHIC_SPARSE, NewDisk.Existing.REFUSE)) {
            child.disk().write(70_000, ByteBuffer.wrap(new byte[5]));
            child.commit();
        }
        byte[] expected = content.clone();
        System.arraycopy(new byte[5], 0, expected, 70_000, 5);
        assertThat(Disks.readAll(target)).isEqualTo(expected);
        assertThat(Disks.readAll(parent)).isEqualTo(content);
    }

    @Test
    void nameAParentInAnotherFolderFromTheirOwnOn() throws IOException {
        Path target = committed(
                Files.createDirectory(folder.resolve("snap-\u00e4")).resolve("c.vmdk"), CreateType.MONOLITHIC_SPARSE);
        try (VirtualDisk disk = Disks.readOnly(target)) {
            assertThat(disk.descriptor().value("parentFileNameHint")).contains("../base.vmdk");
        }
        parent = target;
        Path grandchild = committed(folder.resolve("top.vmdk"), CreateType.MONOLITHIC_SPARSE);
        try (VirtualDisk disk = Disks.readOnly(grandchild)) {
            assertThat(disk.descriptor().value("parentFileNameHint")).contains("snap-\u00e4/c.vmdk");
            assertThat(disk.descriptor().value("encoding")).contains("UTF-8");
            assertThat(Disks.read(disk, 0, BYTES)).isEqualTo(content);
        }
    }

    @Test
    void letGoOfTheParentInTheEnd() throws IOException {
        NewDisk child = child(folder.resolve("child.vmdk"), CreateType.MONOLITHIC_SPARSE, NewDisk.Existing.REFUSE);
        assertThatThrownBy(() -> Disks.readWrite(parent)).isInstanceOf(DiskInUseException.class);
        child.close();
        Disks.readWrite(parent).close();
        assertThat(names(folder)).containsExactly("base.vmdk");
    }

    @Test
    void neverTakeThePlaceOfTheirParent() throws IOException {
        committed(folder.resolve("child.vmdk"), CreateType.TWO_GB_MAX_EXTENT_SPARSE);
        Path base = parent;
        parent = folder.resolve("child.vmdk");
        Files.createSymbolicLink(folder.resolve("link.vmdk"), base);
        for (Path target : List.of(parent, base, folder.resolve("link.vmdk"))) {
            assertThatThrownBy(() -> child(target, CreateType.MONOLITHIC_SPARSE, NewDisk.Existing.REPLACE))
                    .isInstanceOf(UnsupportedDiskException.class)
                    .hasMessageContaining("a file of what the new disk is made on");
            assertThatThrownBy(() -> child(target, CreateType.MONOLITHIC_SPARSE, NewDisk.Existing.REFUSE))
                    .isInstanceOfAny(UnsupportedDiskException.class, FileAlreadyExistsException.class);
        }
        assertThat(Disks.readAll(parent)).isEqualTo(content);
        Disks.readWrite(parent).close();
    }

    @Test
    void areNotMadeOfWhatTheyCannotName() throws IOException {
        Files.write(folder.resolve("disk.raw"), content);
        parent = folder.resolve("disk.raw");
        Path target = folder.resolve("child.vmdk");
        assertThatThrownBy(() -> child(target, CreateType.MONOLITHIC_SPARSE, NewDisk.Existing.REFUSE))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("raw image has no content id");
        Files.write(folder.resolve("flat"), content);
        parent = Disks.descriptor(folder.resolve("d.vmdk"), "monolithicFlat", "RW 1000 FLAT \"flat\" 0");
        Files.writeString(parent, Files.readString(parent).replace("CID=12345678", "CID=ffffffff"));
        assertThatThrownBy(() -> child(target, CreateType.MONOLITHIC_SPARSE, NewDisk.Existing.REFUSE))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("CID is ffffffff");
        Path quoted = Files.move(parent, folder.resolve("a\"b.vmdk"));
        Files.writeString(
                quoted,
                Files.readString(quoted)
                        .replace("CID=ffffffff", "CID=00000001")
                        .replaceFirst("parentCID=\\w+", "parentCID=ffffffff"));
        parent = quoted;
        assertThatThrownBy(() -> child(target, CreateType.MONOLITHIC_SPARSE, NewDisk.Existing.REFUSE))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("cannot take over");
        assertThat(names(folder)).doesNotContain("child.vmdk");
        Disks.readWrite(parent).close();
    }

    @Test
    void areNotMadeInOtherFormats() {
        assertThatThrownBy(
                        () -> child(folder.resolve("child.vmdk"), CreateType.MONOLITHIC_FLAT, NewDisk.Existing.REFUSE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("monolithicFlat");
    }
}
