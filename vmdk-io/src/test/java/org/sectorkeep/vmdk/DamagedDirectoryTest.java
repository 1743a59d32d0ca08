// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sparse files whose primary directory or tables are damaged while the redundant ones are whole, or the reverse. */
class DamagedDirectoryTest {
    private static final int CAPACITY_SECTORS = 1000;
    private static final int PRIMARY = TestSparse.DIRECTORY_SECTOR * TestSparse.SECTOR;
    private static final int FIRST_TABLE = TestSparse.FIRST_TABLE_SECTOR * TestSparse.SECTOR;

    @TempDir
    Path folder;

    private static Arguments damage(String message, Consumer<ByteBuffer> change) {
        return Arguments.of(message, change);
    }

    private static void fill(ByteBuffer file, int offset, int length, int value) {
        for (int i = 0; i < length; i++) {
            file.put(offset + i, (byte) value);
        }
    }

    static Stream<Arguments> primaryDamages() {
        return Stream.of(
                damage("grain directory at byte 56", file -> file.putLong(TestSparse.DIRECTORY_OFFSET, 0)),
                damage("grain directory at byte 56", file -> file.putLong(TestSparse.DIRECTORY_OFFSET, 1 << 30)),
                damage("(and 7 more)", file -> fill(file, PRIMARY, 512, 0xff)),
                damage("leaves out grain table 0", file -> fill(file, PRIMARY, 512, 0)),
                damage("entry 2", file -> file.putInt(PRIMARY + 8, 1 << 30)),
                damage("grain table 0 is damaged", file -> fill(file, FIRST_TABLE, 64, 0xff)),
                damage("grain table 0 is damaged", file -> file.putInt(FIRST_TABLE + 4, 12345678)));
    }

    private static TestSparse sparse() {
        TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 3);
        return sparse.entry(0, 1, sparse.firstGrainSector()).entry(7, 12, sparse.firstGrainSector() + 8);
    }

    private static byte[] content() {
        byte[] content = new byte[CAPACITY_SECTORS * 512];
        Arrays.fill(content, 4096, 8192, (byte) 0x5a);
        Arrays.fill(content, (7 * 16 + 12) * 4096, content.length, (byte) 0x5a);
        return content;
    }

    @ParameterizedTest
    @MethodSource("primaryDamages")
    void areReadByTheRedundantDirectoryAndSaySo(String message, Consumer<ByteBuffer> change) throws IOException {
        TestSparse sparse = sparse();
        change.accept(sparse.bytes);
        Path path = sparse.write(folder.resolve("disk.vmdk"), 2);
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(Disks.read(disk, 0, CAPACITY_SECTORS * 512)).isEqualTo(content());
            assertThat(disk.damage()).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(StructureFinding.Severity.DAMAGED);
                assertThat(finding.message()).contains(message).contains("the redundant grain directory is used");
            });
            assertThat(disk.checkStructure()).containsAll(disk.damage());
        }
        assertThatThrownBy(() -> Disks.readWrite(path))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("can be read but not written")
                .hasMessageContaining(message);
    }

    static Stream<Arguments> redundantDamages() {
        int redundant = TestSparse.REDUNDANT_SECTOR * TestSparse.SECTOR;
        return Stream.of(
                damage("redundant grain directory", file -> file.putLong(TestSparse.REDUNDANT_OFFSET, 1 << 30)),
                damage("redundant grain directory, entry 3", file -> file.putInt(redundant + 12, 1 << 30)));
    }

    @ParameterizedTest
    @MethodSource("redundantDamages")
    void areReadByThePrimaryDirectoryIfTheOtherIsDamaged(String message, Consumer<ByteBuffer> change)
            throws IOException {
        TestSparse sparse = sparse();
        change.accept(sparse.bytes);
        Path path = sparse.write(folder.resolve("disk.vmdk"), 2);
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(Disks.read(disk, 0, CAPACITY_SECTORS * 512)).isEqualTo(content());
            assertThat(disk.checkStructure())
                    .anySatisfy(finding -> assertThat(finding.message()).contains(message));
        }
        assertThatThrownBy(() -> Disks.readWrite(path)).isInstanceOf(UnsupportedDiskException.class);
    }

    static Stream<Arguments> repairable() {
        return Stream.concat(
                Stream.concat(primaryDamages(), redundantDamages()),
                Stream.of(
                        damage("is all zeroes", file -> fill(file, FIRST_TABLE, 64, 0)),
                        damage("differ", file -> fill(file, FIRST_TABLE + 512, 64, 0))));
    }

    @ParameterizedTest
    @MethodSource("repairable")
    void areRepairedFromTheSoundOneAndNothingElseIsTouched(String message, Consumer<ByteBuffer> change)
            throws IOException {
        TestSparse sparse = sparse();
        change.accept(sparse.bytes);
        Path path = sparse.write(folder.resolve("disk.vmdk"), 2);
        byte[] grains = grains(path, sparse);
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(disk.checkStructure())
                    .anySatisfy(finding -> assertThat(finding.message()).contains(message));
        }
        assertThat(DiskRepair.repairDirectories(new UnforcedFiles(), path)).isNotEmpty();
        try (VirtualDisk disk = Disks.readWrite(path)) {
            assertThat(Disks.read(disk, 0, CAPACITY_SECTORS * 512)).isEqualTo(content());
            assertThat(disk.checkStructure()).isEmpty();
        }
        assertThat(grains(path, sparse)).isEqualTo(grains);
        assertThat(DiskRepair.repairDirectories(new UnforcedFiles(), path)).isEmpty();
    }

    private static byte[] grains(Path path, TestSparse sparse) throws IOException {
        int start = sparse.firstGrainSector() * TestSparse.SECTOR;
        return Arrays.copyOfRange(Files.readAllBytes(path), start, start + 2 * TestSparse.GRAIN_BYTES);
    }

    /** Whatever call fails, the repair can be begun again. */
    @ParameterizedTest
    @MethodSource("repairable")
    void areRepairedAgainAfterAnErrorInAnyCall(String message, Consumer<ByteBuffer> change) throws IOException {
        assertThat(message).isNotEmpty();
        boolean failed = true;
        for (int call = 0; failed; call++) {
            TestSparse sparse = sparse();
            change.accept(sparse.bytes);
            Path path = sparse.write(folder.resolve("disk.vmdk"), 2);
            FailingFiles files = new FailingFiles(call);
            try {
                DiskRepair.repairDirectories(files, path);
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining(FailingFiles.MESSAGE);
            }
            failed = files.hasFailed();
            assertThat(Disks.readAll(path)).isEqualTo(content());
            DiskRepair.repairDirectories(new UnforcedFiles(), path);
            try (VirtualDisk disk = Disks.quickReadWrite(path)) {
                assertThat(disk.checkStructure()).isEmpty();
                assertThat(Disks.read(disk, 0, CAPACITY_SECTORS * 512)).isEqualTo(content());
            }
        }
    }

    @Test
    void areNotRepairedIfMoreIsDamaged() throws IOException {
        TestSparse sparse = sparse();
        sparse.entry(3, 3, sparse.firstGrainSector());
        Path path = sparse.write(folder.resolve("disk.vmdk"), 2);
        byte[] before = Files.readAllBytes(path);
        assertThatThrownBy(() -> DiskRepair.repairDirectories(path)).isInstanceOf(VmdkFormatException.class);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void areRefusedIfBothAreDamaged() throws IOException {
        TestSparse sparse = sparse();
        sparse.pointTo(3, 1 << 30);
        Path path = sparse.write(folder.resolve("disk.vmdk"), 2);
        assertThatThrownBy(() -> Disks.readOnly(path))
                .isInstanceOf(VmdkFormatException.class)
                .hasMessageContaining("grain directory, entry 3");
    }
}
