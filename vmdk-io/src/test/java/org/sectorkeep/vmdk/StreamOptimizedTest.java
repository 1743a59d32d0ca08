// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamOptimizedTest {
    private static final int GRAIN = TestStream.GRAIN_BYTES;

    @TempDir
    Path folder;

    /** Data, a hole, data, and a last grain that is not whole. */
    private static byte[] content() {
        byte[] content = Disks.randomBytes(5 * GRAIN + 1536, 7);
        Arrays.fill(content, GRAIN, 3 * GRAIN, (byte) 0);
        Arrays.fill(content, 3 * GRAIN, 4 * GRAIN, (byte) 'a');
        return content;
    }

    private Path write(byte[] file) throws IOException {
        return Files.write(folder.resolve("stream.vmdk"), file);
    }

    @ParameterizedTest
    @EnumSource(TestStream.Shape.class)
    void isReadInEveryShape(TestStream.Shape shape) throws IOException {
        byte[] content = content();
        Path path = write(TestStream.of(shape, content));
        assertThat(Disks.readAll(path)).isEqualTo(content);
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(disk.createType()).isEqualTo(CreateType.STREAM_OPTIMIZED);
            assertThat(disk.checkStructure()).isEmpty();
            assertThat(disk.range(100, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.DATA, 100, GRAIN - 100));
            assertThat(disk.range(GRAIN, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.UNALLOCATED, GRAIN, 2 * GRAIN));
            assertThat(Disks.read(disk, GRAIN - 5, 3 * GRAIN))
                    .isEqualTo(Arrays.copyOfRange(content, GRAIN - 5, 4 * GRAIN - 5));
        }
    }

    @Test
    void isNotWritten() throws IOException {
        Path path = write(TestStream.of(TestStream.Shape.FOOTER, content()));
        assertThatThrownBy(() -> Disks.readWrite(path))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("cannot be written in place");
    }

    private void assertDamaged(byte[] file, String reason) throws IOException {
        Path path = write(file);
        assertThatThrownBy(() -> Disks.readAll(path))
                .isInstanceOf(VmdkFormatException.class)
                .hasMessageContaining(reason);
    }

    private static ByteBuffer grain(byte[] file, TestStream.Shape shape) {
        return ByteBuffer.wrap(file)
                .position(TestStream.firstGrainSector(shape) * 512)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void refusesAMarkerOfAnotherGrain() throws IOException {
        byte[] file = TestStream.of(TestStream.Shape.FOOTER, content());
        grain(file, TestStream.Shape.FOOTER).putLong(0, 16);
        assertDamaged(file, "sector number at byte 2560: expected 0, found 16");
    }

    @Test
    void refusesSizesThatCannotBe() throws IOException {
        for (int size : new int[] {0, -1, 2 * GRAIN + 1, Integer.MAX_VALUE}) {
            byte[] file = TestStream.of(TestStream.Shape.DIRECTORY_LATE, content());
            grain(file, TestStream.Shape.DIRECTORY_LATE).putInt(8, size);
            assertDamaged(file, "size at byte 2568");
        }
    }

    /** Without markers the data ends where zlib says. */
    @Test
    void refusesAGrainThatInflatesToMoreThanItself() throws IOException {
        byte[] bomb = TestStream.deflate(new byte[100 * GRAIN]);
        byte[] content = Disks.randomBytes(GRAIN, 1);
        byte[] file = TestStream.of(TestStream.Shape.NO_MARKERS, content);
        grain(file, TestStream.Shape.NO_MARKERS).put(bomb);
        assertDamaged(file, "goes on behind the grain");
    }

    @Test
    void refusesAGrainThatInflatesToLess() throws IOException {
        byte[] file = TestStream.of(TestStream.Shape.FOOTER, Disks.randomBytes(2 * GRAIN, 1));
        byte[] small = TestStream.deflate(new byte[GRAIN - 1]);
        grain(file, TestStream.Shape.FOOTER)
                .putInt(8, small.length)
                .position(12)
                .put(small);
        assertDamaged(file, "inflates to 8191 bytes");
    }

    @Test
    void refusesDataThatIsNotZlibAndTheCheckFindsIt() throws IOException {
        byte[] file = TestStream.of(TestStream.Shape.FOOTER, content());
        grain(file, TestStream.Shape.FOOTER).put(500, (byte) 0x55);
        assertDamaged(file, "compressed grain");
        try (VirtualDisk disk = Disks.readOnly(folder.resolve("stream.vmdk"))) {
            assertThat(disk.checkStructure()).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(StructureFinding.Severity.DAMAGED);
                assertThat(finding.message()).contains("compressed grain, data at byte 2560");
            });
        }
    }

    @Test
    void refusesTwoEntriesForOneGrain() throws IOException {
        byte[] file = TestStream.of(TestStream.Shape.DIRECTORY_FIRST, content());
        ByteBuffer table = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        table.putInt(6 * 512 + 4, table.getInt(6 * 512));
        assertDamaged(file, "two grains overlap");
    }

    @Property(tries = 100)
    void cutShortAnywhereItIsRefusedOrReadsAlike(@ForAll TestStream.Shape shape, @ForAll long seed) throws IOException {
        byte[] content = content();
        byte[] file = TestStream.of(shape, content);
        Path path = Files.createTempFile("cut", ".vmdk");
        try {
            Files.write(path, Arrays.copyOf(file, Disks.random(seed).nextInt(file.length)));
            assertThat(Disks.readAll(path)).isEqualTo(content);
        } catch (VmdkFormatException e) {
            assertThat(e).hasMessageContaining(path.getFileName().toString());
        } finally {
            Files.delete(path);
        }
    }

    @Property(tries = 400)
    void withAnyBytesChangedNothingWorseThanARefusalHappens(@ForAll TestStream.Shape shape, @ForAll long seed)
            throws IOException {
        byte[] file = TestStream.of(shape, content());
        var random = Disks.random(seed);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            file[random.nextInt(file.length)] = (byte) random.nextInt();
        }
        Path path = Files.createTempFile("garbled", ".vmdk");
        try (VirtualDisk disk = Disks.readOnly(Files.write(path, file))) {
            assertThat(Disks.read(disk, 0, (int) Math.min(disk.capacityBytes(), 1 << 20)))
                    .isNotEmpty();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        } finally {
            Files.delete(path);
        }
    }
}
