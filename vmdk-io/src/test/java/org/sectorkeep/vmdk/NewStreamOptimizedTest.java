// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** Stream-optimized disks that are made here: laid out as the format says, read by QEMU and by ourselves. */
class NewStreamOptimizedTest {
    private static final int GRAIN_BYTES = 1 << 16;
    private static final int SECTOR = 512;
    private static final int CAPACITY_BYTES = 600 * GRAIN_BYTES + 3 * SECTOR;

    @TempDir
    private Path folder;

    /** Some grains do not shrink, some do, some are zeroes; the last is cut short. */
    private static byte[] content() {
        byte[] content = new byte[CAPACITY_BYTES];
        for (int grain = 0; grain <= 600; grain++) {
            int start = grain * GRAIN_BYTES;
            int length = Math.min(GRAIN_BYTES, CAPACITY_BYTES - start);
            if (grain % 3 == 0) {
                System.arraycopy(Disks.randomBytes(length, grain), 0, content, start, length);
            } else if (grain % 3 == 1 && grain < 100) {
                Arrays.fill(content, start, start + length, (byte) grain);
            }
        }
        return content;
    }

    private Path make(byte[] content, List<Integer> order) throws IOException {
        Path path = folder.resolve("stream.vmdk");
        try (NewDisk made = NewDisk.create(
                path,
                CreateType.STREAM_OPTIMIZED,
                content.length,
                NewDisk.Existing.REFUSE,
                descriptor -> descriptor.with("ddb.comment", "made"))) {
            for (int grain : order) {
                int start = grain * GRAIN_BYTES;
                int length = Math.min(GRAIN_BYTES, content.length - start);
                made.disk().write(start, ByteBuffer.wrap(content, start, length));
            }
            made.commit();
        }
        return path;
    }

    private static List<Integer> grains() {
        List<Integer> grains = new ArrayList<>();
        for (int grain = 0; grain <= 600; grain++) {
            grains.add(grain);
        }
        return grains;
    }

    @Test
    void itReadsAsItWasWrittenInWhateverOrder() throws IOException {
        byte[] content = content();
        List<Integer> shuffled = grains();
        Collections.shuffle(shuffled, new Random(7));
        Path path = make(content, shuffled);
        assertThat(Arrays.equals(Disks.readAll(path), content)).isTrue();
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(disk.createType()).isEqualTo(CreateType.STREAM_OPTIMIZED);
            assertThat(disk.checkStructure()).isEmpty();
            assertThat(disk.descriptor().value("ddb.comment")).hasValue("made");
            assertThat(disk.range(2 * GRAIN_BYTES, GRAIN_BYTES).kind()).isEqualTo(AllocatedRange.Kind.UNALLOCATED);
        }
        assertThat(Files.size(path)).isLessThan(CAPACITY_BYTES / 2);
    }

    /** Every marker from the first grain to the end of the stream, as a reader that cannot seek meets them. */
    @Test
    void aReaderThatCannotSeekFindsEachStructureBehindItsMarker() throws IOException {
        Path path = make(content(), grains());
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(file.getInt(4)).isEqualTo(3);
        assertThat(file.getInt(8)).isEqualTo(0x30001);
        assertThat(file.getLong(56)).isEqualTo(-1);
        assertThat(file.getShort(77)).isEqualTo((short) 1);
        int sector = (int) file.getLong(64);
        long lastLba = -1;
        List<Integer> types = new ArrayList<>();
        while (sector * SECTOR < file.capacity()) {
            long value = file.getLong(sector * SECTOR);
            int size = file.getInt(sector * SECTOR + 8);
            if (size > 0) {
                assertThat(value).isGreaterThan(lastLba).matches(lba -> lba % 128 == 0);
                lastLba = value;
                sector += (12 + size + SECTOR - 1) / SECTOR;
            } else {
                types.add(file.getInt(sector * SECTOR + 12));
                sector += 1 + (int) value;
            }
        }
        assertThat(types).containsExactly(1, 1, 2, 3, 0);
        int footer = file.capacity() - 2 * SECTOR;
        long directory = file.getLong(footer + 56);
        assertThat(file.getInt((int) directory * SECTOR - SECTOR + 12)).isEqualTo(2);
    }

    @Test
    void nothingButWholeGrainsOnceIsTaken() throws IOException {
        try (NewDisk made = NewDisk.create(
                folder.resolve("stream.vmdk"),
                CreateType.STREAM_OPTIMIZED,
                CAPACITY_BYTES,
                NewDisk.Existing.REFUSE,
                UnaryOperator.identity())) {
            VirtualDisk disk = made.disk();
            ByteBuffer grain = ByteBuffer.wrap(Disks.randomBytes(GRAIN_BYTES, 1));
            disk.write(0, grain.duplicate());
            for (long offset : new long[] {0, SECTOR, CAPACITY_BYTES - GRAIN_BYTES}) {
                assertThatThrownBy(() -> disk.write(offset, grain.duplicate()))
                        .isInstanceOf(UnsupportedDiskException.class);
            }
            assertThatThrownBy(() -> disk.read(0, ByteBuffer.allocate(1))).isInstanceOf(UnsupportedDiskException.class);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    @Tag("peer")
    void qemuReadsTheSame() throws IOException {
        byte[] content = content();
        Path path = make(content, grains());
        Peers.output("qemu-img", "check", path.toString());
        assertThat(Peers.output("qemu-img", "info", path.toString())).contains("streamOptimized");
        Path raw = folder.resolve("qemu.raw");
        Peers.output("qemu-img", "convert", "-O", "raw", path.toString(), raw.toString());
        assertThat(Arrays.equals(Files.readAllBytes(raw), content)).isTrue();
    }
}
