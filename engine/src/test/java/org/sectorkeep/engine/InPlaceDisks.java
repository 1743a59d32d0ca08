// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Plain disks of every format that can be changed in place, and what tests want to know of them. */
final class InPlaceDisks {
    static final int MIXED_ZERO_SECTORS = 128;

    private InPlaceDisks() {}

    /** How a disk lies in its files. */
    enum Layout {
        RAW,
        MONOLITHIC_FLAT,
        SPLIT_FLAT,
        MONOLITHIC_SPARSE,
        SPLIT_SPARSE,
        MIXED
    }

    static InPlaceOptions options(Resilience resilience) {
        return new InPlaceOptions(resilience, ChangeTracking.KEEP, Long.MAX_VALUE, ProgressListener.NONE);
    }

    static InPlaceEncryptRequest encryption(Path disk, InPlaceOptions options) {
        return new InPlaceEncryptRequest(
                disk,
                TestKeys.ID,
                Optional.of(TestKeys.FIXED_KEK.keyId()),
                XtsCipher.AES_XTS_256,
                DataUnit.BYTES_512,
                options);
    }

    static InPlaceDecryptRequest decryption(Path disk, InPlaceOptions options) {
        return new InPlaceDecryptRequest(disk, Optional.empty(), options);
    }

    static InPlaceRekeyRequest rekeying(Path disk, InPlaceOptions options) {
        return new InPlaceRekeyRequest(
                disk, Optional.empty(), Optional.empty(), Optional.of(TestKeys.FIXED_KEK.keyId()), options);
    }

    /** A plain disk of random content; sparse ones have grains in every other 64 KiB only. Returns what opens it. */
    static Path plain(Path folder, Layout layout, int capacityBytes, long seed) throws IOException {
        byte[] content = TestDisks.randomBytes(seed, capacityBytes);
        Path disk = folder.resolve(layout == Layout.RAW ? "disk.raw" : "disk.vmdk");
        switch (layout) {
            case RAW -> Files.write(disk, content);
            case MONOLITHIC_FLAT -> filled(disk, CreateType.MONOLITHIC_FLAT, content);
            case SPLIT_FLAT -> {
                filled(disk, CreateType.TWO_GB_MAX_EXTENT_FLAT, content);
                TestDisks.splitFlat(disk, capacityBytes / 3 / 4096 * 4096);
            }
            case MONOLITHIC_SPARSE -> filled(disk, CreateType.MONOLITHIC_SPARSE, content);
            case SPLIT_SPARSE -> filled(disk, CreateType.TWO_GB_MAX_EXTENT_SPARSE, content);
            case MIXED -> mixed(disk, content);
        }
        return disk;
    }

    private static void filled(Path disk, CreateType type, byte[] content) throws IOException {
        try (NewDisk made = NewDisk.create(
                disk, type, content.length, NewDisk.Existing.REFUSE, descriptor -> descriptor.withCid(0x12345678))) {
            int step = 64 << 10;
            for (int at = 0; at < content.length; at += type.isFlat() ? step : 2 * step) {
                made.disk().write(at, ByteBuffer.wrap(content, at, Math.min(step, content.length - at)));
            }
            made.commit();
        }
    }

    /** A flat extent, one of zeroes, and a sparse one. */
    private static void mixed(Path disk, byte[] content) throws IOException {
        int half = content.length / 2 / 4096 * 4096;
        Path sparse = disk.resolveSibling("part.vmdk");
        filled(sparse, CreateType.TWO_GB_MAX_EXTENT_SPARSE, Arrays.copyOf(content, half));
        Files.delete(sparse);
        Files.write(disk.resolveSibling("flat.bin"), Arrays.copyOfRange(content, half, content.length));
        Files.writeString(disk, """
                # Disk DescriptorFile
                version=1
                CID=12345678
                parentCID=ffffffff
                createType="custom"
                RW %d FLAT "flat.bin" 0
                RW %d ZERO
                RW %d SPARSE "part-s001.vmdk"
                """.formatted((content.length - half) / 512, MIXED_ZERO_SECTORS, half / 512));
    }

    /** The content of a plain disk. */
    static byte[] content(Path disk) throws IOException {
        try (VirtualDisk opened = VirtualDisk.open(disk, Access.READ_ONLY)) {
            ByteBuffer content = ByteBuffer.allocate((int) opened.capacityBytes());
            opened.read(0, content);
            return content.array();
        }
    }

    /** The content of an encrypted disk. */
    static byte[] content(Path disk, HostKeys keys) throws IOException {
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            assertThat(opened.hasForeignWrites()).isFalse();
            return TestDisks.read(opened, 0, (int) opened.capacityBytes());
        }
    }

    /** What opens a disk after it was encrypted in place. */
    static Path opened(Path disk) {
        return disk.getFileName().toString().endsWith(".raw") ? InPlaceDisk.descriptorBeside(disk) : disk;
    }
}
