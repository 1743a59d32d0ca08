// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.testing.Peers;

/** COWD and seSparse snapshots over a flat base, as ESXi makes them. */
class EsxSnapshotsTest {
    enum Format {
        COWD("vmfsSparse", "VMFSSPARSE", CreateType.VMFS_SPARSE),
        COWD_LARGE_GRAINS("vmfsSparse", "VMFSSPARSE", CreateType.VMFS_SPARSE),
        SE_SPARSE("seSparse", "SESPARSE", CreateType.SE_SPARSE);

        private final String createType;
        private final String word;
        private final CreateType type;

        Format(String createType, String word, CreateType type) {
            this.createType = createType;
            this.word = word;
            this.type = type;
        }

        int grainBytes() {
            return this == COWD ? 512 : 4096;
        }

        byte[] file(byte[] content, BitSet present, BitSet zero) {
            return this == SE_SPARSE
                    ? TestSeSparse.of(content, present, zero)
                    : TestCowd.of(content, grainBytes() / 512, present);
        }
    }

    /** Over a table of each of them; not a multiple of a grain. */
    private static final int CAPACITY_BYTES = (17 << 20) + 1536;

    @TempDir
    Path folder;

    private final byte[] expected = Disks.randomBytes(CAPACITY_BYTES, 1);

    /** A base and its snapshot; {@link #expected} becomes what they hold together. */
    private Path chain(Format format) throws IOException {
        Files.write(folder.resolve("base-flat.vmdk"), expected);
        Disks.descriptor(
                folder.resolve("base.vmdk"), "vmfs", "RW " + CAPACITY_BYTES / 512 + " VMFS \"base-flat.vmdk\"");
        byte[] changed = Disks.randomBytes(CAPACITY_BYTES, 2);
        BitSet present = new BitSet();
        BitSet zero = new BitSet();
        mark(format, present, zero);
        for (int i = 0; i < CAPACITY_BYTES; i++) {
            int grain = i / format.grainBytes();
            if (present.get(grain)) {
                expected[i] = changed[i];
            } else if (zero.get(grain)) {
                expected[i] = 0;
            }
        }
        return child(format, format.file(changed, present, zero));
    }

    /** Single grains, runs, the last one, and one far from the others. */
    private static void mark(Format format, BitSet present, BitSet zero) {
        int last = (CAPACITY_BYTES - 1) / format.grainBytes();
        present.set(0);
        present.set(3, 9);
        present.set(100);
        present.set(last);
        if (format == Format.SE_SPARSE) {
            zero.set(9, 12);
            zero.set(50);
            zero.set(last - 1);
        }
    }

    private Path child(Format format, byte[] extent) throws IOException {
        Files.write(folder.resolve("base-000001-delta.vmdk"), extent);
        Path child = Disks.descriptor(
                folder.resolve("base-000001.vmdk"),
                format.createType,
                "RW " + CAPACITY_BYTES / 512 + " " + format.word + " \"base-000001-delta.vmdk\"");
        return Disks.makeChild(child, "base.vmdk", 0x12345678);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void showTheirBaseThroughTheirHoles(Format format) throws IOException {
        Path child = chain(format);
        assertThat(Disks.readAll(child)).isEqualTo(expected);
        try (VirtualDisk disk = Disks.readOnly(child)) {
            assertThat(disk.createType()).isEqualTo(format.type);
            assertThat(disk.checkStructure()).isEmpty();
            assertThat(disk.grainBytes(0)).isEqualTo(format.grainBytes());
            assertThat(disk.ownRange(0, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.DATA, 0, format.grainBytes()));
            assertThat(disk.ownRange(format.grainBytes() + 5, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(
                            AllocatedRange.Kind.UNALLOCATED, format.grainBytes() + 5L, 2L * format.grainBytes() - 5));
            assertThat(disk.range(0, 3L * format.grainBytes()))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.DATA, 0, 3L * format.grainBytes()));
        }
    }

    @Test
    void ofZeroesHideTheirBase() throws IOException {
        try (VirtualDisk disk = Disks.readOnly(chain(Format.SE_SPARSE))) {
            assertThat(disk.range(9 * 4096, Long.MAX_VALUE))
                    .isEqualTo(new AllocatedRange(AllocatedRange.Kind.ZERO, 9 * 4096, 3 * 4096));
        }
    }

    @Tag("peer")
    @ParameterizedTest
    @EnumSource(Format.class)
    void areReadAsQemuReadsThem(Format format) throws IOException {
        Peers.requireProgram("qemu-img");
        Path child = chain(format);
        assertThat(Disks.digest(child)).isEqualTo(Disks.qemuDigest(child, folder));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void areNotWritten(Format format) throws IOException {
        Path child = chain(format);
        assertThatThrownBy(() -> Disks.readWrite(child))
                .isInstanceOf(UnsupportedDiskException.class)
                .hasMessageContaining("cannot be written in place");
    }

    @Test
    void whoseExtentIsOpenedAloneAreRefused() throws IOException {
        for (Format format : Format.values()) {
            chain(format);
            assertThatThrownBy(() -> Disks.readOnly(folder.resolve("base-000001-delta.vmdk")))
                    .isInstanceOf(UnsupportedDiskException.class)
                    .hasMessageContaining("open the disk's descriptor");
        }
    }

    private static Arguments damage(Format format, String reason, Consumer<ByteBuffer> change) {
        return Arguments.of(format, reason, change);
    }

    static Stream<Arguments> damages() {
        int cowdTable = 5 * 512;
        int seTable = TestSeSparse.TABLES_SECTOR * 512 + TestSeSparse.TABLE_BYTES;
        return Stream.of(
                damage(Format.COWD, "magic", file -> file.put(0, (byte) 'X')),
                damage(Format.COWD, "version 2", file -> file.putInt(TestCowd.VERSION, 2)),
                damage(Format.COWD, "capacity", file -> file.putInt(TestCowd.CAPACITY, 0)),
                damage(Format.COWD, "the header 1", file -> file.putInt(TestCowd.CAPACITY, 1)),
                damage(Format.COWD, "grain size", file -> file.putInt(TestCowd.GRAIN_SIZE, 0)),
                damage(Format.COWD, "grain size", file -> file.putInt(TestCowd.GRAIN_SIZE, 3)),
                damage(Format.COWD, "grain size", file -> file.putInt(TestCowd.GRAIN_SIZE, -1)),
                damage(Format.COWD, "grain directory", file -> file.putInt(TestCowd.DIRECTORY_OFFSET, -1)),
                damage(Format.COWD, "grain directory", file -> file.putInt(TestCowd.DIRECTORY_OFFSET, 1)),
                damage(Format.COWD, "grain directory size", file -> file.putInt(TestCowd.DIRECTORY_ENTRIES, 8)),
                damage(Format.COWD, "beyond the end", file -> file.putInt(4 * 512, -2)),
                damage(Format.COWD, "beyond the end", file -> file.putInt(cowdTable, -2)),
                damage(Format.COWD, "overlap", file -> file.putInt(cowdTable, 1)),
                damage(Format.COWD, "overlap", file -> file.putInt(cowdTable, file.getInt(cowdTable + 4 * 3))),
                damage(Format.SE_SPARSE, "magic", file -> file.put(0, (byte) 'X')),
                damage(Format.SE_SPARSE, "magic", file -> file.put(512, (byte) 'X')),
                damage(Format.SE_SPARSE, "journal has to be replayed", file -> file.put(TestSeSparse.REPLAY, (byte) 1)),
                damage(Format.SE_SPARSE, "version", file -> file.putLong(TestSeSparse.VERSION, 1)),
                damage(Format.SE_SPARSE, "grains are of 16", file -> file.putLong(TestSeSparse.GRAIN_SIZE, 16)),
                damage(Format.SE_SPARSE, "flags", file -> file.putLong(TestSeSparse.FLAGS + 8, 1)),
                damage(Format.SE_SPARSE, "capacity", file -> file.putLong(TestSeSparse.CAPACITY, -1)),
                damage(Format.SE_SPARSE, "capacity", file -> file.putLong(TestSeSparse.CAPACITY, 1L << 61)),
                damage(Format.SE_SPARSE, "volatile", file -> file.putLong(TestSeSparse.VOLATILE_OFFSET, -1)),
                damage(Format.SE_SPARSE, "grain directory", file -> file.putLong(TestSeSparse.DIRECTORY_SIZE, 0)),
                damage(
                        Format.SE_SPARSE,
                        "grain directory",
                        file -> file.putLong(TestSeSparse.DIRECTORY_OFFSET, Long.MAX_VALUE)),
                damage(Format.SE_SPARSE, "grain tables", file -> file.putLong(TestSeSparse.TABLES_OFFSET, -1)),
                damage(Format.SE_SPARSE, "grains", file -> file.putLong(TestSeSparse.GRAINS_OFFSET, 1L << 50)),
                damage(
                        Format.SE_SPARSE,
                        "grain directory, entry 0",
                        file -> file.putLong(TestSeSparse.DIRECTORY_SECTOR * 512, 2L << 60)),
                damage(
                        Format.SE_SPARSE,
                        "grain directory, entry 0",
                        file -> file.putLong(TestSeSparse.DIRECTORY_SECTOR * 512, 1L << 60 | 2)),
                damage(Format.SE_SPARSE, "none of the 9 grains", file -> file.putLong(seTable, 3L << 60 | 1)),
                damage(Format.SE_SPARSE, "none of the 9 grains", file -> file.putLong(seTable, 3L << 60 | 9L << 48)),
                damage(Format.SE_SPARSE, "none of the 9 grains", file -> file.putLong(seTable, 4L << 60)),
                damage(Format.SE_SPARSE, "none of the 9 grains", file -> file.putLong(seTable, 5)),
                damage(Format.SE_SPARSE, "two grains overlap", file -> file.putLong(seTable, 3L << 60)));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void thatAreDamagedOrDirtyAreRefused(Format format, String reason, Consumer<ByteBuffer> change) throws IOException {
        Path child = chain(format);
        Path extent = folder.resolve("base-000001-delta.vmdk");
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(extent)).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(file);
        Files.write(extent, file.array());
        assertThatThrownBy(() -> Disks.readOnly(child))
                .isInstanceOfAny(VmdkFormatException.class, UnsupportedDiskException.class)
                .hasMessageContaining("base-000001-delta.vmdk")
                .hasMessageContaining(reason);
    }

    @Property(tries = 300)
    void withAnyBytesChangedNothingWorseThanARefusalHappens(@ForAll Format format, @ForAll long seed)
            throws IOException {
        byte[] content = Disks.randomBytes(100_864, 3);
        BitSet present = new BitSet();
        present.set(0, 3);
        present.set(10);
        byte[] file = format.file(content, present, new BitSet());
        var random = Disks.random(seed);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            file[random.nextInt(random.nextBoolean() ? 600 : file.length)] = (byte) random.nextInt();
        }
        Path home = Files.createTempDirectory("garbled");
        Files.write(home.resolve("x"), file);
        Path path = Disks.descriptor(
                home.resolve("d.vmdk"), format.createType, "RW " + content.length / 512 + " " + format.word + " \"x\"");
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(Disks.read(disk, 0, content.length)).hasSize(content.length);
            disk.checkStructure();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        } finally {
            Disks.delete(home);
        }
    }
}
