// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sparse files that are damaged, or made to do harm. */
class HostileSparseTest {
    private static final int CAPACITY_SECTORS = 1000;

    @TempDir
    Path folder;

    private Path write(TestSparse sparse, int grains) throws IOException {
        return sparse.write(folder.resolve("disk.vmdk"), grains);
    }

    private static void assertDamaged(Path path, String reason) {
        for (VirtualDisk.Access access : VirtualDisk.Access.values()) {
            assertThatThrownBy(() -> VirtualDisk.open(path, access))
                    .isInstanceOf(VmdkFormatException.class)
                    .hasMessageContaining("disk.vmdk")
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void theHandMadeOneIsSound() throws IOException {
        TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 3);
        Path path = write(sparse.entry(0, 1, sparse.firstGrainSector()), 1);
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(disk.checkStructure()).isEmpty();
            assertThat(disk.range(0, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.UNALLOCATED, 0, 4096));
            assertThat(disk.range(4096, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.DATA, 4096, 4096));
            assertThat(Disks.read(disk, 4096, 4096)).containsOnly(0x5a);
        }
    }

    private static Arguments header(String reason, Consumer<ByteBuffer> change) {
        return Arguments.of(reason, change);
    }

    /** One alone would be stood in for by the other. */
    private static Arguments directories(long sector) {
        return header(
                "grain directory",
                header -> header.putLong(TestSparse.DIRECTORY_OFFSET, sector)
                        .putLong(TestSparse.REDUNDANT_OFFSET, sector));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                header("capacity", header -> header.putLong(TestSparse.CAPACITY, 0)),
                header("capacity", header -> header.putLong(TestSparse.CAPACITY, -1)),
                header("capacity", header -> header.putLong(TestSparse.CAPACITY, 1L << 61)),
                header("grain directory entries", header -> header.putLong(TestSparse.CAPACITY, 1L << 53)),
                header("grain directory", header -> header.putLong(TestSparse.CAPACITY, 1L << 27)),
                header(
                        "descriptor says 1000 sectors, the header 999",
                        header -> header.putLong(TestSparse.CAPACITY, 999)),
                header("grain size", header -> header.putLong(TestSparse.GRAIN_SIZE, 0)),
                header("not a power of two", header -> header.putLong(TestSparse.GRAIN_SIZE, 12)),
                header("grain size", header -> header.putLong(TestSparse.GRAIN_SIZE, 1L << 40)),
                header("entries per grain table", header -> header.putInt(TestSparse.ENTRIES_PER_TABLE, 0)),
                header("entries per grain table", header -> header.putInt(TestSparse.ENTRIES_PER_TABLE, -1)),
                header("entries per grain table", header -> header.putInt(TestSparse.ENTRIES_PER_TABLE, 1 << 30)),
                directories(0),
                directories(Long.MAX_VALUE),
                directories(1 << 20),
                header("footer", header -> header.putLong(TestSparse.DIRECTORY_OFFSET, -1)),
                header("descriptor area", header -> header.putLong(TestSparse.DESCRIPTOR_SIZE, 1L << 60)),
                header("descriptor area", header -> header.putLong(TestSparse.DESCRIPTOR_SIZE, -1)),
                header("descriptor area", header -> header.putLong(TestSparse.DESCRIPTOR_OFFSET, 1L << 60)),
                header("transfer as text", header -> header.put(TestSparse.NEWLINES + 2, (byte) '\n')),
                header("compression", header -> header.putShort(TestSparse.COMPRESSION, (short) 1)),
                header("overlap", header -> header.putLong(TestSparse.DIRECTORY_OFFSET, TestSparse.REDUNDANT_SECTOR)),
                header("overlap", header -> header.putLong(TestSparse.DESCRIPTOR_SIZE, 6)));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void headersThatDoNotFit(String reason, Consumer<ByteBuffer> change) throws IOException {
        TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 3);
        change.accept(sparse.bytes);
        assertDamaged(write(sparse, 1), reason);
    }

    @Test
    void versionsAndFlagsThatNobodyKnows() throws IOException {
        for (int version : new int[] {0, 4, -1}) {
            TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 3);
            sparse.bytes.putInt(TestSparse.VERSION, version);
            assertThatThrownBy(() -> Disks.readOnly(write(sparse, 1)))
                    .isInstanceOf(UnsupportedDiskException.class)
                    .hasMessageContaining("version " + version);
        }
        assertThatThrownBy(() -> Disks.readOnly(write(TestSparse.preallocated(CAPACITY_SECTORS, 3 | 1 << 20), 1)))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("flags 0x100000");
    }

    private static Arguments tables(String reason, Consumer<TestSparse> change) {
        return Arguments.of(reason, change);
    }

    static Stream<Arguments> damagedTables() {
        return Stream.of(
                tables("lies beyond the end", sparse -> sparse.pointTo(1, 1 << 20)),
                tables("lies beyond the end", sparse -> sparse.pointTo(1, -2)),
                tables("two grain tables overlap", sparse -> sparse.directoryEntry(1, TestSparse.FIRST_TABLE_SECTOR)),
                tables(
                        "two grain tables overlap",
                        sparse -> sparse.directoryEntry(1, TestSparse.FIRST_TABLE_SECTOR + 1)),
                tables("grain table overlaps the descriptor", sparse -> sparse.directoryEntry(1, 2)),
                tables("overlaps the grain directory", sparse -> sparse.directoryEntry(1, TestSparse.DIRECTORY_SECTOR)),
                tables("overlaps the redundant", sparse -> sparse.directoryEntry(1, TestSparse.REDUNDANT_SECTOR)),
                tables("grain 5 at sector 4294967295 lies beyond", sparse -> sparse.entry(0, 5, -1)),
                tables("lies beyond", sparse -> sparse.entry(0, 5, sparse.firstGrainSector() + 16)),
                tables("lies beyond", sparse -> sparse.entry(0, 5, sparse.firstGrainSector() + 9)),
                tables(
                        "two grains overlap",
                        sparse -> sparse.entry(0, 5, sparse.firstGrainSector()).entry(3, 2, sparse.firstGrainSector())),
                tables(
                        "two grains overlap",
                        sparse -> sparse.entry(0, 5, sparse.firstGrainSector())
                                .entry(0, 6, sparse.firstGrainSector() + 7)),
                tables("a grain overlaps the descriptor", sparse -> sparse.entry(0, 0, 4)),
                tables(
                        "a grain and a grain table overlap",
                        sparse -> sparse.entry(0, 0, TestSparse.FIRST_TABLE_SECTOR)),
                tables("more grains than the file has room for", sparse -> {
                    for (int i = 0; i < 100; i++) {
                        sparse.entry(i / 16 % 7, i % 16, sparse.firstGrainSector() + i % 8);
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("damagedTables")
    void tablesThatDoNotFit(String reason, Consumer<TestSparse> change) throws IOException {
        TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 3);
        change.accept(sparse);
        assertDamaged(write(sparse, 2), reason);
    }

    @Test
    void redundantTablesOutOfStepAreReported() throws IOException {
        TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 3);
        sparse.entry(0, 1, sparse.firstGrainSector());
        sparse.bytes.putInt((TestSparse.FIRST_TABLE_SECTOR + 1) * TestSparse.SECTOR + 4, 0);
        try (VirtualDisk disk = Disks.readOnly(write(sparse, 1))) {
            assertThat(disk.checkStructure()).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(StructureFinding.Severity.OUT_OF_STEP);
                assertThat(finding.message()).contains("grain table 0");
            });
        }
    }

    @Test
    void aFileThatWasNotClosedIsReported() throws IOException {
        TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 3);
        sparse.bytes.put(TestSparse.UNCLEAN_SHUTDOWN, (byte) 1);
        try (VirtualDisk disk = Disks.readOnly(write(sparse, 0))) {
            assertThat(disk.checkStructure())
                    .extracting(StructureFinding::severity)
                    .containsExactly(StructureFinding.Severity.NOTE);
        }
    }

    /** A header may claim a directory of any size if the file, mostly a hole, is as large. */
    @Test
    void aHugeHoleIsNotReadIntoMemory() throws IOException {
        TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 3);
        sparse.bytes.putLong(TestSparse.CAPACITY, 1L << 40).putLong(TestSparse.DIRECTORY_OFFSET, 1 << 20);
        Path path = write(sparse, 0);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(1L << 42);
        }
        assertDamaged(path, "grain directory entries for the capacity");
    }

    @Property(tries = 300)
    void cutShortAnywhereItIsRefusedOrReadsAlike(@ForAll @IntRange(min = 0, max = 35_000) int lengthBytes)
            throws IOException {
        TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 3);
        sparse.entry(0, 1, sparse.firstGrainSector()).entry(7, 12, sparse.firstGrainSector() + 8);
        Path path = Files.createTempFile("cut", ".vmdk");
        try {
            byte[] whole = Disks.readAll(sparse.write(path, 2));
            byte[] cut = Arrays.copyOf(Files.readAllBytes(path), Math.min(lengthBytes, (int) Files.size(path)));
            Files.write(path, cut);
            assertThat(Disks.readAll(path)).isEqualTo(whole);
        } catch (VmdkFormatException e) {
            assertThat(e).hasMessageContaining(path.getFileName().toString());
        } finally {
            Files.delete(path);
        }
    }

    @Property(tries = 1000)
    void withAnyBytesChangedNothingWorseThanARefusalHappens(@ForAll long seed) throws IOException {
        TestSparse sparse = TestSparse.preallocated(CAPACITY_SECTORS, 7);
        sparse.entry(0, 1, sparse.firstGrainSector()).entry(7, 2, sparse.firstGrainSector() + 8);
        var random = Disks.random(seed);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            int position = random.nextInt(random.nextBoolean() ? 100 : sparse.bytes.capacity());
            sparse.bytes.put(position, (byte) random.nextInt());
        }
        Path path = Files.createTempFile("garbled", ".vmdk");
        try (VirtualDisk disk = Disks.quickReadWrite(sparse.write(path, 2))) {
            for (long offset = 0; offset < Math.min(disk.capacityBytes(), 1 << 20); offset += 4096) {
                int length = (int) Math.min(4096, disk.capacityBytes() - offset);
                disk.read(offset, ByteBuffer.allocate(length));
                disk.write(offset, ByteBuffer.allocate(length));
            }
            disk.checkStructure();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        } finally {
            Files.delete(path);
        }
    }
}
