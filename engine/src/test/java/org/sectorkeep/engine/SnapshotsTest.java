// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Children of disks, encrypted as these are. */
class SnapshotsTest {
    private static final int BYTES = 2 << 20;

    @TempDir
    Path folder;

    private final TestKeys provider = new TestKeys();
    private final HostKeys keys = provider.hostKeys();

    @AfterEach
    void closeKeys() {
        keys.close();
    }

    private Path encrypted(DataUnit unit) throws IOException {
        return TestDisks.encrypted(folder, keys, CreateType.MONOLITHIC_FLAT, unit, BYTES, true);
    }

    private Envelope create(Path parent, Path child) throws IOException {
        return new Snapshots(keys).create(SnapshotRequest.of(parent, child)).orElseThrow();
    }

    private byte[] content(Path disk) throws IOException {
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            return TestDisks.read(opened, 0, BYTES);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource(DataUnit.class)
    void ofAnEncryptedDiskHaveADekOfTheirOwnUnderItsProvider(DataUnit unit) throws IOException {
        Path parent = encrypted(unit);
        Path child = folder.resolve("child.vmdk");
        EnvelopeHeader made = create(parent, child).header();
        EnvelopeHeader above;
        try (EncryptedDisk disk = EncryptedDisk.open(parent, Access.READ_ONLY, keys)) {
            above = disk.envelope().header();
        }
        assertThat(made.keyId()).isEqualTo(above.keyId());
        assertThat(made.dekId()).isNotEqualTo(above.dekId());
        assertThat(made.diskId()).isNotEqualTo(above.diskId());
        assertThat(made.dataUnit()).isEqualTo(unit);
        assertThat(made.cipher()).isEqualTo(above.cipher());
        assertThat(content(child)).isEqualTo(content(parent));
        assertThat(DiskCheck.run(child, Optional.of(keys)).worst()).isEqualTo(DiskCheck.Severity.INFO);
        assertThat(DiskInfo.read(child).parent()).contains("disk.vmdk");
    }

    @Test
    void takeWritesAndLeaveTheirParentAsItIs() throws IOException {
        Path parent = encrypted(DataUnit.BYTES_512);
        byte[] before = content(parent);
        Path child = folder.resolve("child.vmdk");
        create(parent, child);
        Path top = folder.resolve("top.vmdk");
        byte[] model = before.clone();
        write(child, model, 65_000, 3);
        create(child, top);
        write(top, model, 64_000, 4);
        write(top, model, 1_000_000, 5);
        assertThat(content(top)).isEqualTo(model);
        assertThat(content(parent)).isEqualTo(before);
    }

    private void write(Path disk, byte[] model, int offset, long seed) throws IOException {
        byte[] bytes = TestDisks.randomBytes(seed, 3_000);
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            opened.write(offset, ByteBuffer.wrap(bytes));
        }
        System.arraycopy(bytes, 0, model, offset, bytes.length);
    }

    /** The same plaintext at the same place of parent and child has other ciphertext. */
    @Test
    void neverShareAKeyAndTweakWithTheirParent() throws IOException {
        Path parent = encrypted(DataUnit.BYTES_512);
        Path child = folder.resolve("child.vmdk");
        create(parent, child);
        byte[] plain = content(parent);
        try (EncryptedDisk opened = EncryptedDisk.open(child, Access.READ_WRITE, keys)) {
            opened.write(0, ByteBuffer.wrap(plain));
        }
        try (VirtualDisk disk = VirtualDisk.open(child, Access.READ_ONLY)) {
            ByteBuffer above = ByteBuffer.allocate(BYTES);
            disk.read(0, above);
            ByteBuffer below = ByteBuffer.allocate(BYTES);
            disk.parent().orElseThrow().read(0, below);
            for (int sector = 0; sector < BYTES; sector += 512) {
                assertThat(above.slice(sector, 512)).isNotEqualTo(below.slice(sector, 512));
            }
        }
    }

    @Test
    void ofAPlainDiskArePlainAndNeedNoKey() throws IOException {
        Path raw = TestDisks.raw(folder.resolve("source.raw"), BYTES, true);
        Path disk = folder.resolve("e.vmdk");
        DiskEncryption encryption = new DiskEncryption(keys);
        encryption.encrypt(TestDisks.request(raw, disk, Optional.empty(), DataUnit.BYTES_512));
        Path plain = folder.resolve("plain.vmdk");
        encryption.decrypt(DecryptRequest.of(disk, plain));
        provider.unplug();
        Path child = folder.resolve("child.vmdk");
        assertThat(new Snapshots(keys).create(SnapshotRequest.of(plain, child))).isEmpty();
        try (VirtualDisk opened = VirtualDisk.open(child, Access.READ_ONLY)) {
            ByteBuffer content = ByteBuffer.allocate(BYTES);
            opened.read(0, content);
            assertThat(content.array()).isEqualTo(Files.readAllBytes(raw));
        }
    }

    @Test
    void areNotMadeWithoutTheKeyOfTheirParent() throws IOException {
        Path parent = encrypted(DataUnit.BYTES_512);
        List<String> before = names();
        try (HostKeys others = TestKeys.host()) {
            assertThatThrownBy(() ->
                            new Snapshots(others).create(SnapshotRequest.of(parent, folder.resolve("child.vmdk"))))
                    .isInstanceOf(KeyUnavailableException.class);
        }
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void areOnlyMadeOfTheDiskThatIsExpected() throws IOException {
        Path parent = encrypted(DataUnit.BYTES_512);
        SnapshotRequest request = new SnapshotRequest(
                parent, folder.resolve("child.vmdk"), Optional.of(DiskId.random()), Optional.empty(), Overwrite.REFUSE);
        List<String> before = names();
        assertThatThrownBy(() -> new Snapshots(keys).create(request)).isInstanceOf(WrongDiskException.class);
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void replaceNothingUnlessToldAndNeverTheirParent() throws IOException {
        Path parent = encrypted(DataUnit.BYTES_512);
        Path child = Files.writeString(folder.resolve("child.vmdk"), "something");
        assertThatThrownBy(() -> create(parent, child)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(child).hasContent("something");
        for (Path file : List.of(parent, folder.resolve("disk-flat.vmdk"))) {
            SnapshotRequest onItself =
                    new SnapshotRequest(parent, file, Optional.empty(), Optional.empty(), Overwrite.REPLACE);
            assertThatThrownBy(() -> new Snapshots(keys).create(onItself))
                    .isInstanceOf(DestinationIsSourceException.class);
        }
        new Snapshots(keys)
                .create(new SnapshotRequest(parent, child, Optional.empty(), Optional.empty(), Overwrite.REPLACE));
        assertThat(content(child)).isEqualTo(content(parent));
    }
}
