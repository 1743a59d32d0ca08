// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.StaleChildException;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;
import org.sectorkeep.vmdk.VmdkDescriptor;

/** Snapshots of encrypted disks: each link has its own DEK, and what is below shows through in the clear. */
class EncryptedChainTest {
    private static final int BYTES = 3 << 20;
    private static final int GRAIN = 65536;

    @TempDir
    Path folder;

    private final HostKeys keys = TestKeys.host();
    private final byte[] model = TestDisks.randomBytes(1, BYTES);

    @AfterEach
    void closeKeys() {
        keys.close();
    }

    private Path plain(String name, byte[] content) throws IOException {
        Path raw = Files.write(folder.resolve(name + ".raw"), content);
        Path disk = folder.resolve(name + ".vmdk");
        Path encrypted = folder.resolve(name + "-encrypted.vmdk");
        DiskEncryption encryption = new DiskEncryption(keys);
        encryption.encrypt(request(raw, encrypted, DataUnit.BYTES_512));
        encryption.decrypt(new DecryptRequest(
                encrypted,
                disk,
                Optional.empty(),
                Optional.of(CreateType.TWO_GB_MAX_EXTENT_SPARSE),
                Overwrite.REFUSE,
                ProgressListener.NONE));
        return disk;
    }

    private Path encrypted(String name, byte[] content, DataUnit unit) throws IOException {
        Path raw = Files.write(folder.resolve(name + ".raw"), content);
        Path disk = folder.resolve(name + ".vmdk");
        new DiskEncryption(keys).encrypt(request(raw, disk, unit));
        return disk;
    }

    private static EncryptRequest request(Path raw, Path disk, DataUnit unit) {
        return TestDisks.request(raw, disk, Optional.of(CreateType.TWO_GB_MAX_EXTENT_SPARSE), unit);
    }

    /** Makes a disk the child of another by what stands in its descriptor file. */
    private static Path putAbove(Path child, Path parent) throws IOException {
        long cid = VmdkDescriptor.parse(Files.readAllBytes(parent), parent, 0).cid();
        String lines = String.format("parentCID=%08x%nparentFileNameHint=\"%s\"", cid, parent.getFileName());
        return Files.writeString(child, Files.readString(child).replace("parentCID=ffffffff", lines));
    }

    private void write(BlockDevice disk, int offset, int length, long seed) throws IOException {
        byte[] bytes = TestDisks.randomBytes(seed, length);
        disk.write(offset, ByteBuffer.wrap(bytes));
        System.arraycopy(bytes, 0, model, offset, length);
    }

    private void zero(BlockDevice disk, int offset, int length) throws IOException {
        disk.trim(offset, length);
        Arrays.fill(model, offset, offset + length, (byte) 0);
    }

    private void change(BlockDevice disk, long seed) throws IOException {
        write(disk, 1_000, 7, seed);
        write(disk, 3 * GRAIN - 9, 2 * GRAIN + 18, seed + 1);
        zero(disk, 10 * GRAIN - 100, GRAIN + 200);
        write(disk, 10 * GRAIN + 500, 300, seed + 2);
        write(disk, BYTES - 17, 17, seed + 3);
    }

    @ParameterizedTest
    @EnumSource(DataUnit.class)
    void threeLinksAreReadAndWrittenInTheClear(DataUnit unit) throws IOException {
        Path base = encrypted("base", model, unit);
        Path middle = putAbove(encrypted("middle", new byte[BYTES], DataUnit.BYTES_512), base);
        try (EncryptedDisk disk = EncryptedDisk.open(middle, Access.READ_WRITE, keys)) {
            assertThat(TestDisks.read(disk, 0, BYTES)).isEqualTo(model);
            change(disk, 10);
        }
        Path top = putAbove(encrypted("top", new byte[BYTES], unit), middle);
        try (EncryptedDisk disk = EncryptedDisk.open(top, Access.READ_WRITE, keys)) {
            change(disk, 20);
            write(disk, 20 * GRAIN + 1, 5, 30);
        }
        try (EncryptedDisk disk = EncryptedDisk.open(top, Access.READ_ONLY, keys)) {
            assertThat(TestDisks.read(disk, 0, BYTES)).isEqualTo(model);
            assertThat(disk.hasForeignWrites()).isFalse();
        }
        assertThat(DiskCheck.run(top, Optional.of(keys)).worst()).isEqualTo(DiskCheck.Severity.INFO);
    }

    @Test
    void aChainIsDecryptedAndClonedAsItShows() throws IOException {
        Path base = encrypted("base", model, DataUnit.BYTES_512);
        Path child = putAbove(encrypted("child", new byte[BYTES], DataUnit.BYTES_512), base);
        try (EncryptedDisk disk = EncryptedDisk.open(child, Access.READ_WRITE, keys)) {
            change(disk, 1);
        }
        Path clone = folder.resolve("clone.vmdk");
        DiskEncryption encryption = new DiskEncryption(keys);
        encryption.cloneDisk(CloneRequest.of(child, clone));
        Path plain = folder.resolve("plain.vmdk");
        encryption.decrypt(DecryptRequest.of(clone, plain));
        try (VirtualDisk disk = VirtualDisk.open(plain, Access.READ_ONLY)) {
            assertThat(disk.parent()).isEmpty();
            ByteBuffer content = ByteBuffer.allocate(BYTES);
            disk.read(0, content);
            assertThat(content.array()).isEqualTo(model);
        }
    }

    @Test
    void aPlainChainIsEncryptedAsItShows() throws IOException {
        Path base = plain("base", model);
        Path child = putAbove(plain("child", new byte[BYTES]), base);
        try (VirtualDisk disk = VirtualDisk.open(child, Access.READ_WRITE)) {
            byte[] bytes = TestDisks.randomBytes(5, 100_000);
            disk.write(70_000, ByteBuffer.wrap(bytes));
            System.arraycopy(bytes, 0, model, 70_000, bytes.length);
        }
        Path flattened = folder.resolve("flat.vmdk");
        new DiskEncryption(keys).encrypt(EncryptRequest.of(child, flattened, TestKeys.ID));
        try (EncryptedDisk disk = EncryptedDisk.open(flattened, Access.READ_ONLY, keys)) {
            assertThat(TestDisks.read(disk, 0, BYTES)).isEqualTo(model);
            assertThat(disk.virtualDisk().parent()).isEmpty();
        }
    }

    @Test
    void anEncryptedLinkMayStandAboveAPlainOne() throws IOException {
        Path base = plain("base", model);
        Path child = putAbove(encrypted("child", new byte[BYTES], DataUnit.BYTES_4096), base);
        try (EncryptedDisk disk = EncryptedDisk.open(child, Access.READ_WRITE, keys)) {
            change(disk, 1);
            assertThat(TestDisks.read(disk, 0, BYTES)).isEqualTo(model);
        }
    }

    @Test
    void aPlainLinkAboveAnEncryptedOneIsRefusedAndTheCheckNamesIt() throws IOException {
        Path base = encrypted("base", model, DataUnit.BYTES_512);
        Path plain = putAbove(plain("plain", new byte[BYTES]), base);
        Path top = putAbove(encrypted("top", new byte[BYTES], DataUnit.BYTES_512), plain);
        String reason = "plain.vmdk' is not encrypted, but";
        assertThatThrownBy(() -> EncryptedDisk.open(top, Access.READ_ONLY, keys))
                .isInstanceOf(MixedChainException.class)
                .hasMessageContaining(reason);
        EncryptRequest request = EncryptRequest.of(plain, folder.resolve("x.vmdk"), TestKeys.ID);
        assertThatThrownBy(() -> new DiskEncryption(keys).encrypt(request))
                .isInstanceOf(MixedChainException.class)
                .hasMessageContaining(reason);
        for (Path disk : new Path[] {plain, top}) {
            assertThat(DiskCheck.run(disk, Optional.empty()).findings()).anySatisfy(finding -> {
                assertThat(finding.severity()).isEqualTo(DiskCheck.Severity.DAMAGED);
                assertThat(finding.message()).contains(reason);
            });
        }
    }

    @Test
    void aStaleChildIsRefusedAndTheCheckNamesIt() throws IOException {
        Path base = encrypted("base", model, DataUnit.BYTES_512);
        Path child = putAbove(encrypted("child", new byte[BYTES], DataUnit.BYTES_512), base);
        try (EncryptedDisk disk = EncryptedDisk.open(base, Access.READ_WRITE, keys)) {
            disk.write(0, ByteBuffer.allocate(1));
        }
        assertThatThrownBy(() -> EncryptedDisk.open(child, Access.READ_ONLY, keys))
                .isInstanceOf(StaleChildException.class);
        assertThat(DiskCheck.run(child, Optional.empty()).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(DiskCheck.Severity.DAMAGED);
                    assertThat(finding.message()).contains("child.vmdk").contains("base.vmdk");
                });
    }

    @Test
    void foreignWritesToAParentMakeItsChildReadOnly() throws IOException {
        Path base = encrypted("base", model, DataUnit.BYTES_512);
        try (VirtualDisk disk = VirtualDisk.open(base, Access.READ_WRITE)) {
            disk.write(0, ByteBuffer.allocate(1));
        }
        Path child = putAbove(encrypted("child", new byte[BYTES], DataUnit.BYTES_512), base);
        try (EncryptedDisk disk = EncryptedDisk.open(child, Access.READ_WRITE, keys)) {
            assertThat(disk.hasForeignWrites()).isTrue();
            assertThat(disk.isReadOnly()).isTrue();
        }
    }
}
