// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a descriptor inside a sparse file, written here by hand as its format says. */
class EmbeddedDescriptorTest {
    private static final int AREA_BYTES = TestSparse.DESCRIPTOR_SECTORS * 512;

    @TempDir
    Path folder;

    private Path path = Path.of("");
    private Path journalPath = Path.of("");

    @BeforeEach
    void makeDisk() throws IOException {
        path = TestSparse.preallocated(1000, 3).write(folder.resolve("disk.vmdk"), 0);
        journalPath = folder.resolve("disk.vmdk.sectorkeep-journal");
    }

    private byte[] area() throws IOException {
        return Arrays.copyOfRange(Files.readAllBytes(path), 512, 512 + AREA_BYTES);
    }

    private byte[] newArea() throws IOException {
        String text = new String(area(), StandardCharsets.ISO_8859_1).replace("CID=12345678", "CID=00000abc");
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] journal() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 + 2 * AREA_BYTES + 32).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put("SKJOURNL".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(1);
        buffer.putLong(512).putInt(AREA_BYTES).putInt(0);
        buffer.put(Disks.sha256().digest(Arrays.copyOf(Files.readAllBytes(path), 512)));
        buffer.put(area()).put(newArea());
        buffer.put(Disks.sha256().digest(Arrays.copyOf(buffer.array(), buffer.position())));
        return buffer.array();
    }

    private long cid(VirtualDisk.Access access) throws IOException {
        try (VirtualDisk disk = VirtualDisk.open(path, access)) {
            return disk.descriptor().cid();
        }
    }

    @Test
    void aWholeJournalIsLookedThroughByReadersAndReplayedByWriters() throws IOException {
        Files.write(journalPath, journal());
        byte[] before = Files.readAllBytes(path);
        assertThat(cid(VirtualDisk.Access.READ_ONLY)).isEqualTo(0xabc);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(journalPath).exists();
        assertThat(cid(VirtualDisk.Access.READ_WRITE)).isEqualTo(0xabc);
        assertThat(journalPath).doesNotExist();
        assertThat(cid(VirtualDisk.Access.READ_ONLY)).isEqualTo(0xabc);
    }

    @Test
    void anAreaTornAnywhereIsMadeWhole() throws IOException {
        byte[] journal = journal();
        byte[] torn = area();
        System.arraycopy(newArea(), 0, torn, 0, torn.length / 30);
        byte[] file = Files.readAllBytes(path);
        System.arraycopy(torn, 0, file, 512, torn.length);
        Files.write(path, file);
        Files.write(journalPath, journal);
        assertThat(cid(VirtualDisk.Access.READ_WRITE)).isEqualTo(0xabc);
        assertThat(cid(VirtualDisk.Access.READ_ONLY)).isEqualTo(0xabc);
    }

    @Test
    void aJournalNeverFinishedIsIgnoredAndRemoved() throws IOException {
        byte[] journal = journal();
        for (int length : new int[] {0, 7, 40, 64, 700, journal.length - 1}) {
            Files.write(journalPath, Arrays.copyOf(journal, length));
            assertThat(cid(VirtualDisk.Access.READ_ONLY)).isEqualTo(0x12345678);
            assertThat(journalPath).exists();
            assertThat(cid(VirtualDisk.Access.READ_WRITE)).isEqualTo(0x12345678);
            assertThat(journalPath).doesNotExist();
        }
    }

    private void assertRefused(Class<? extends IOException> type, String reason) throws IOException {
        byte[] disk = Files.readAllBytes(path);
        byte[] journal = Files.readAllBytes(journalPath);
        for (VirtualDisk.Access access : VirtualDisk.Access.values()) {
            assertThatThrownBy(() -> cid(access)).isInstanceOf(type).hasMessageContaining(reason);
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(disk);
        assertThat(Files.readAllBytes(journalPath)).isEqualTo(journal);
    }

    @Test
    void theJournalOfAnotherDiskIsRefused() throws IOException {
        Files.write(journalPath, journal());
        TestSparse.preallocated(999, 3).write(path, 0);
        assertRefused(VmdkFormatException.class, "another disk");
    }

    @Test
    void aDiskChangedMeanwhileIsRefused() throws IOException {
        Files.write(journalPath, journal());
        String changed = Files.readString(path, StandardCharsets.ISO_8859_1).replace("CID=12345678", "CID=99999999");
        Files.writeString(path, changed, StandardCharsets.ISO_8859_1);
        assertRefused(VmdkFormatException.class, "changed since");
    }

    @Test
    void aJournalOfAnUnknownOperationIsRefused() throws IOException {
        byte[] journal = journal();
        journal[12] = 3;
        Files.write(journalPath, journal);
        assertRefused(UnsupportedDiskException.class, "unknown to this version");
    }

    @Test
    void aJournalTooLongToBeOneIsRefusedUnread() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(journalPath.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        for (VirtualDisk.Access access : VirtualDisk.Access.values()) {
            assertThatThrownBy(() -> cid(access))
                    .isInstanceOf(UnsupportedDiskException.class)
                    .hasMessageContaining("no journal of this version");
        }
    }

    @Test
    void aDescriptorTooLongForItsAreaChangesNothing() throws IOException {
        byte[] before = Files.readAllBytes(path);
        try (VirtualDisk disk = Disks.readWrite(path)) {
            String value = "x".repeat(AREA_BYTES);
            assertThatThrownBy(() -> disk.updateDescriptor(descriptor -> descriptor.with("sectorkeep.test", value)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("room for " + (AREA_BYTES - 1));
            assertThat(disk.descriptor().value("sectorkeep.test")).isEmpty();
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(journalPath).doesNotExist();
    }
}
