// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks of which another product tracks the changes, often with version 3 of the sparse header. */
class ChangeTrackingTest {
    private static final int SECTORS = 1000;

    @TempDir
    Path folder;

    private Path disk(String... moreLines) throws IOException {
        TestSparse sparse = TestSparse.preallocated(SECTORS, 3);
        sparse.bytes.putInt(TestSparse.VERSION, 3);
        String[] lines = new String[moreLines.length + 1];
        lines[0] = "RW " + SECTORS + " SPARSE \"disk.vmdk\"";
        System.arraycopy(moreLines, 0, lines, 1, moreLines.length);
        sparse.descriptor(lines);
        return sparse.entry(0, 1, sparse.firstGrainSector()).write(folder.resolve("disk.vmdk"), 1);
    }

    private Path tracked() throws IOException {
        Files.writeString(folder.resolve("disk-ctk.vmdk"), "tracks");
        return disk("# Change Tracking File", "changeTrackPath=\"disk-ctk.vmdk\"");
    }

    @Test
    void keepsThemFromBeingWritten() throws IOException {
        Path path = tracked();
        assertThat(Disks.readAll(path)).hasSize(SECTORS * 512);
        assertThatThrownBy(() -> Disks.readWrite(path))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("disk.vmdk")
                .hasMessageContaining("change tracking");
    }

    @Test
    void goesWithTheFirstWriteIfThatIsWanted() throws IOException {
        Path path = tracked();
        byte[] written = Disks.randomBytes(700, 1);
        try (VirtualDisk disk = VirtualDisk.open(path, VirtualDisk.Access.READ_WRITE, ChangeTracking.DROP)) {
            assertThat(disk.descriptor().value("changeTrackPath")).contains("disk-ctk.vmdk");
            disk.write(4000, ByteBuffer.wrap(written));
        }
        try (VirtualDisk disk = Disks.readWrite(path)) {
            assertThat(disk.descriptor().value("changeTrackPath")).isEmpty();
            assertThat(disk.descriptor().text()).contains("# Change Tracking File");
            assertThat(disk.descriptor().cid()).isNotEqualTo(0x12345678);
            assertThat(Disks.read(disk, 4000, 700)).isEqualTo(written);
            assertThat(disk.checkStructure()).isEmpty();
        }
        assertThat(folder.resolve("disk-ctk.vmdk")).hasContent("tracks");
    }

    @Test
    void staysWhereNothingIsWritten() throws IOException {
        Path path = tracked();
        byte[] before = Files.readAllBytes(path);
        VirtualDisk.open(path, VirtualDisk.Access.READ_WRITE, ChangeTracking.DROP)
                .close();
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void ofAParentKeepsNoChildFromBeingWritten() throws IOException {
        tracked();
        TestSparse.withoutTables(SECTORS, 3).write(folder.resolve("child-s001.vmdk"), 0);
        Path child = Disks.descriptor(
                folder.resolve("child.vmdk"), "twoGbMaxExtentSparse", "RW " + SECTORS + " SPARSE \"child-s001.vmdk\"");
        Disks.makeChild(child, "disk.vmdk", 0x12345678);
        try (VirtualDisk disk = Disks.readWrite(child)) {
            disk.write(0, ByteBuffer.allocate(1));
        }
        assertThat(Disks.readAll(child)).isEqualTo(Disks.readAll(folder.resolve("disk.vmdk")));
    }

    @Test
    void versionThreeWithoutItIsWritten() throws IOException {
        Path path = disk();
        byte[] model = Disks.readAll(path);
        byte[] written = Disks.randomBytes(10_000, 2);
        System.arraycopy(written, 0, model, 3000, written.length);
        try (VirtualDisk disk = Disks.readWrite(path)) {
            disk.write(3000, ByteBuffer.wrap(written));
        }
        assertThat(Disks.readAll(path)).isEqualTo(model);
        assertThat(Files.readAllBytes(path)[TestSparse.VERSION]).isEqualTo((byte) 3);
    }
}
