// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.engine.ResizeRequest.Loss;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Encrypted disks get another size: zeroes come behind the old end, and the envelope goes along. */
class DiskSizesTest {
    private static final int MIB = 1 << 20;
    private static final int OLD_BYTES = 2 * MIB + 4096;
    private static final int NEW_BYTES = 3 * MIB + 8192;

    @TempDir
    private Path folder;

    private final HostKeys keys = TestKeys.host();

    @AfterEach
    void closeKeys() {
        keys.close();
    }

    private Path encrypted(CreateType type, DataUnit unit) throws IOException {
        return TestDisks.encrypted(folder, keys, type, unit, OLD_BYTES, true);
    }

    private Optional<Envelope> resize(Path disk, long newBytes, Loss loss) throws IOException {
        return new DiskSizes(keys)
                .resize(new ResizeRequest(
                        disk, newBytes, Optional.empty(), loss, ChangeTracking.KEEP, ProgressListener.NONE));
    }

    private byte[] content(Path disk) throws IOException {
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            assertThat(opened.hasForeignWrites()).isFalse();
            return TestDisks.read(opened, 0, Math.toIntExact(opened.capacityBytes()));
        }
    }

    private void requireSound(Path disk) throws IOException {
        assertThat(DiskCheck.run(disk, Optional.of(keys)).worst()).isEqualTo(DiskCheck.Severity.INFO);
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_SPARSE", "TWO_GB_MAX_EXTENT_FLAT"})
    void aDiskThatGrowsHasZeroesBehindItsContentInEveryFormat(CreateType type) throws IOException {
        Path disk = encrypted(type, DataUnit.BYTES_4096);
        byte[] before = content(disk);
        EnvelopeHeader old = EncryptedDisks.header(disk);
        EnvelopeHeader renewed =
                resize(disk, NEW_BYTES, Loss.REFUSE).orElseThrow().header();
        assertThat(renewed).isEqualTo(EncryptedDisks.header(disk));
        assertThat(renewed.capacityBytes()).isEqualTo(NEW_BYTES);
        assertThat(renewed.envelopeGeneration()).isEqualTo(old.envelopeGeneration() + 1);
        assertThat(renewed.dekGeneration()).isEqualTo(old.dekGeneration());
        assertThat(renewed.diskId()).isEqualTo(old.diskId());
        assertThat(renewed.keyId()).isEqualTo(old.keyId());
        assertThat(Arrays.equals(content(disk), Arrays.copyOf(before, NEW_BYTES)))
                .isTrue();
        requireSound(disk);
    }

    @Test
    void theNewPartOfAFlatDiskIsCiphertext() throws IOException {
        Path disk = encrypted(CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512);
        resize(disk, NEW_BYTES, Loss.REFUSE);
        byte[] stored = Files.readAllBytes(folder.resolve("disk-flat.vmdk"));
        byte[] end = Arrays.copyOfRange(stored, OLD_BYTES, NEW_BYTES);
        for (int sector = 0; sector < end.length; sector += 512) {
            assertThat(Arrays.copyOfRange(end, sector, sector + 512)).isNotEqualTo(new byte[512]);
        }
    }

    @Test
    void whatAFileHasBehindItsDiskIsLostOnlyWhereThatIsAccepted() throws IOException {
        Path disk = encrypted(CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512);
        byte[] before = content(disk);
        Path flat = folder.resolve("disk-flat.vmdk");
        Files.write(flat, TestDisks.randomBytes(1, 4096), StandardOpenOption.APPEND);
        byte[] file = Files.readAllBytes(flat);
        assertThatThrownBy(() -> resize(disk, NEW_BYTES, Loss.REFUSE))
                .isInstanceOf(ContentLossException.class)
                .hasMessageContaining("4096 bytes behind the end");
        assertThat(Files.readAllBytes(flat)).isEqualTo(file);
        resize(disk, NEW_BYTES, Loss.ACCEPT);
        assertThat(content(disk)).isEqualTo(Arrays.copyOf(before, NEW_BYTES));
    }

    @Test
    void aCancelledGrowthLeavesTheFileAsItWas() throws IOException {
        Path disk = encrypted(CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512);
        byte[] file = Files.readAllBytes(folder.resolve("disk-flat.vmdk"));
        ProgressListener stops = new ProgressListener() {
            private boolean told;

            @Override
            public void progress(long doneBytes, long totalBytes) {
                told |= doneBytes > 0;
            }

            @Override
            public boolean isCancelled() {
                return told;
            }
        };
        ResizeRequest request = new ResizeRequest(
                disk, OLD_BYTES + 8L * MIB, Optional.empty(), Loss.REFUSE, ChangeTracking.KEEP, stops);
        assertThatThrownBy(() -> new DiskSizes(keys).resize(request)).isInstanceOf(CancelledException.class);
        assertThat(Files.readAllBytes(folder.resolve("disk-flat.vmdk"))).isEqualTo(file);
        requireSound(disk);
    }

    @Test
    void aDiskShrinksOnlyWhereLossIsAccepted() throws IOException {
        Path disk = encrypted(CreateType.MONOLITHIC_SPARSE, DataUnit.BYTES_512);
        byte[] before = content(disk);
        assertThatThrownBy(() -> resize(disk, MIB, Loss.REFUSE))
                .isInstanceOf(ContentLossException.class)
                .hasMessageContaining("would lose the last " + (OLD_BYTES - MIB));
        assertThat(Arrays.equals(content(disk), before)).isTrue();
        resize(disk, MIB, Loss.ACCEPT);
        assertThat(Arrays.equals(content(disk), Arrays.copyOf(before, MIB))).isTrue();
        resize(disk, OLD_BYTES, Loss.REFUSE);
        assertThat(Arrays.equals(content(disk), Arrays.copyOf(Arrays.copyOf(before, MIB), OLD_BYTES)))
                .isTrue();
        requireSound(disk);
    }

    @Test
    void sizesThatFitNoDataUnitAreRefused() throws IOException {
        Path disk = encrypted(CreateType.MONOLITHIC_SPARSE, DataUnit.BYTES_4096);
        for (long size : new long[] {0, -4096, 1000, NEW_BYTES + 512, OLD_BYTES}) {
            assertThatThrownBy(() -> resize(disk, size, Loss.ACCEPT)).isInstanceOf(DiskRefusedException.class);
        }
        assertThat(EncryptedDisks.header(disk).capacityBytes()).isEqualTo(OLD_BYTES);
    }

    @Test
    void aDiskWithASnapshotKeepsItsSizeAndItsSnapshotGrows() throws IOException {
        Path disk = encrypted(CreateType.MONOLITHIC_SPARSE, DataUnit.BYTES_512);
        Path child = folder.resolve("child.vmdk");
        new Snapshots(keys)
                .create(new SnapshotRequest(disk, child, Optional.empty(), Optional.empty(), Overwrite.REFUSE));
        assertThatThrownBy(() -> resize(disk, NEW_BYTES, Loss.ACCEPT))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("has a snapshot")
                .hasMessageContaining("child.vmdk");
        byte[] before = content(child);
        resize(child, NEW_BYTES, Loss.REFUSE);
        assertThat(Arrays.equals(content(child), Arrays.copyOf(before, NEW_BYTES)))
                .isTrue();
    }

    @Test
    void aPlainDiskGetsAnotherSizeWithoutKeys() throws IOException {
        Path raw = TestDisks.raw(folder.resolve("d.raw"), MIB, true);
        assertThat(resize(raw, 2 * MIB, Loss.REFUSE)).isEmpty();
        byte[] content = Arrays.copyOf(TestDisks.randomBytes(MIB, MIB), 2 * MIB);
        assertThat(Arrays.equals(Files.readAllBytes(raw), content)).isTrue();
    }

    @Test
    void aCancelledResizeLeavesTheDisk() throws IOException {
        Path disk = encrypted(CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512);
        byte[] before = content(disk);
        ProgressListener cancelling = new ProgressListener() {
            @Override
            public void progress(long doneBytes, long totalBytes) {
                assertThat(doneBytes).isLessThanOrEqualTo(totalBytes);
            }

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThatThrownBy(() -> new DiskSizes(keys)
                        .resize(new ResizeRequest(
                                disk, NEW_BYTES, Optional.empty(), Loss.REFUSE, ChangeTracking.KEEP, cancelling)))
                .isInstanceOf(CancelledException.class);
        assertThat(Arrays.equals(content(disk), before)).isTrue();
        resize(disk, NEW_BYTES, Loss.REFUSE);
        assertThat(Arrays.equals(content(disk), Arrays.copyOf(before, NEW_BYTES)))
                .isTrue();
    }

    @Test
    void anUnsupportedMixIsRefused() throws IOException {
        Path disk = encrypted(CreateType.TWO_GB_MAX_EXTENT_FLAT, DataUnit.BYTES_512);
        String text = Files.readString(disk).replace("twoGbMaxExtentFlat", "custom");
        Files.writeString(disk, text);
        assertThatThrownBy(() -> resize(disk, NEW_BYTES, Loss.REFUSE))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("custom");
    }

    /** As vmkfstools -X does: the file is longer, with zeroes, and the descriptor says so. */
    private Path grownByAnother() throws IOException {
        Path disk = encrypted(CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512);
        try (RandomAccessFile flat =
                new RandomAccessFile(folder.resolve("disk-flat.vmdk").toFile(), "rw")) {
            flat.setLength(NEW_BYTES);
            flat.seek(NEW_BYTES - 512);
            flat.write(TestDisks.randomBytes(9, 512));
        }
        String line = "RW " + OLD_BYTES / 512 + " FLAT";
        String text = Files.readString(disk);
        assertThat(text).contains(line);
        Files.writeString(disk, text.replace(line, "RW " + NEW_BYTES / 512 + " FLAT"));
        return disk;
    }

    @Test
    void theSizeOfAnotherProgramIsTakenOverAfterAsking() throws IOException {
        Path disk = grownByAnother();
        byte[] stored = Files.readAllBytes(folder.resolve("disk-flat.vmdk"));
        assertThatThrownBy(() -> content(disk)).isInstanceOf(WrongDiskException.class);
        assertThat(new DiskSizes(keys).adopt(disk, (oldBytes, newBytes) -> false))
                .isEmpty();
        assertThat(Files.readAllBytes(folder.resolve("disk-flat.vmdk"))).isEqualTo(stored);
        Envelope envelope = new DiskSizes(keys)
                .adopt(disk, (oldBytes, newBytes) -> oldBytes == OLD_BYTES && newBytes == NEW_BYTES)
                .orElseThrow();
        assertThat(envelope.header().capacityBytes()).isEqualTo(NEW_BYTES);
        byte[] content = content(disk);
        assertThat(Arrays.copyOfRange(content, OLD_BYTES, NEW_BYTES - 512)).containsOnly(0);
        byte[] after = Files.readAllBytes(folder.resolve("disk-flat.vmdk"));
        assertThat(Arrays.copyOfRange(after, NEW_BYTES - 512, NEW_BYTES)).isEqualTo(TestDisks.randomBytes(9, 512));
        assertThat(Arrays.copyOf(after, OLD_BYTES)).isEqualTo(Arrays.copyOf(stored, OLD_BYTES));
        assertThat(new DiskSizes(keys).adopt(disk, (oldBytes, newBytes) -> true))
                .isEmpty();
        requireSound(disk);
    }

    @Test
    void foreignWritesStayToBeAcceptedWhenASizeIsTakenOver() throws IOException {
        Path disk = grownByAnother();
        Files.writeString(disk, Files.readString(disk).replaceFirst("(?m)^CID=.*$", "CID=01020304"));
        new DiskSizes(keys).adopt(disk, (oldBytes, newBytes) -> true);
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            assertThat(opened.hasForeignWrites()).isTrue();
        }
        assertThatThrownBy(() -> resize(disk, NEW_BYTES + MIB, Loss.REFUSE)).isInstanceOf(ForeignWritesException.class);
        assertThat(DiskCheck.acceptForeignWrites(disk)).isTrue();
        resize(disk, NEW_BYTES + MIB, Loss.REFUSE);
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            opened.write(NEW_BYTES, ByteBuffer.allocate(512));
            assertThat(opened.capacityBytes()).isEqualTo(NEW_BYTES + MIB);
        }
    }
}
