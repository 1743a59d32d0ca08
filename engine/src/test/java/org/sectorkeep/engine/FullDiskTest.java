// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** A file system that becomes full while we write to it. */
@Tag("peer")
@Timeout(60)
class FullDiskTest {
    private static final int CAPACITY_BYTES = 8 << 20;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.host();
    private Path small = Path.of("");
    private boolean mounted;

    @BeforeEach
    void mount() throws IOException {
        small = Files.createDirectories(folder.resolve("small"));
        mounted = Peers.run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small.toString())
                        .exitCode()
                == 0;
        Peers.require(mounted, "a small file system cannot be mounted (needs root)");
    }

    @AfterEach
    void unmount() {
        keys.close();
        if (mounted) {
            Peers.output("umount", small.toString());
        }
    }

    @Test
    void aCopyThatRunsOutOfSpaceLeavesNothing() throws IOException {
        Path raw = TestDisks.raw(folder.resolve("source.raw"), CAPACITY_BYTES, true);
        assertThatThrownBy(() -> new DiskEncryption(keys)
                        .encrypt(TestDisks.request(
                                raw,
                                small.resolve("disk.vmdk"),
                                Optional.of(CreateType.MONOLITHIC_SPARSE),
                                DataUnit.BYTES_512)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("space");
        assertThat(small).isEmptyDirectory();
    }

    @Test
    void aFlatCopyThatDoesNotFitIsNotBegun() throws IOException {
        Path raw = TestDisks.raw(folder.resolve("source.raw"), CAPACITY_BYTES, true);
        assertThatThrownBy(() -> new DiskEncryption(keys)
                        .encrypt(EncryptRequest.of(raw, small.resolve("disk.vmdk"), TestKeys.ID)))
                .isInstanceOf(NotEnoughSpaceException.class);
        assertThat(small).isEmptyDirectory();
    }

    @Test
    void smallFilesThatDoNotFitAreNamedAndNotLeft() throws IOException {
        Path disk = folder.resolve("disk.vmdk");
        new DiskEncryption(keys)
                .encrypt(EncryptRequest.of(
                        TestDisks.raw(folder.resolve("source.raw"), CAPACITY_BYTES, true), disk, TestKeys.ID));
        Path filling = Files.write(small.resolve("filling"), new byte[3 << 20]);
        Path backup = small.resolve("backup");
        assertThatThrownBy(() -> EnvelopeBackup.backup(disk, backup, Overwrite.REFUSE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot write '" + backup + "'")
                .hasMessageContaining("space");
        assertThat(small).isDirectoryContaining(filling::equals);
        assertThat(small.toFile().list()).hasSize(1);
    }

    @Test
    void aDiskThatRunsOutOfSpaceKeepsWhatWasFlushedAndLetsItsKeysGo() throws IOException {
        Path raw = TestDisks.raw(folder.resolve("empty.raw"), CAPACITY_BYTES, false);
        Path disk = small.resolve("disk.vmdk");
        new DiskEncryption(keys)
                .encrypt(TestDisks.request(raw, disk, Optional.of(CreateType.MONOLITHIC_SPARSE), DataUnit.BYTES_512));
        byte[] content = TestDisks.randomBytes(7, 1 << 20);
        EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys);
        opened.write(0, ByteBuffer.wrap(content));
        opened.flush();
        assertThatThrownBy(() -> {
                    for (int mib = 1; mib < 8; mib++) {
                        opened.write((long) mib << 20, ByteBuffer.wrap(content));
                    }
                })
                .isInstanceOf(IOException.class);
        try {
            opened.close();
        } catch (IOException e) {
            assertThat(e).as("flushing may fail").hasMessageNotContaining("closed");
        }
        assertThatThrownBy(() -> opened.read(0, ByteBuffer.allocate(1))).isInstanceOf(DiskClosedException.class);
        try (EncryptedDisk again = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            assertThat(TestDisks.read(again, 0, 1 << 20)).isEqualTo(content);
        }
    }
}
