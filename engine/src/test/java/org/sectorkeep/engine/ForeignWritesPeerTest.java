// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.DiskInUseException;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** QEMU, which knows nothing of the encryption, on an encrypted disk: its writes are seen, and it is kept out and keeps us out. */
@Tag("peer")
@Timeout(120)
class ForeignWritesPeerTest {
    private static final int CAPACITY_BYTES = 4 << 20;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.host();

    @BeforeEach
    void prepare() {
        QemuImages.require();
    }

    @AfterEach
    void forgetKeys() {
        keys.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_SPARSE", "TWO_GB_MAX_EXTENT_FLAT"})
    void aForeignWriteMakesTheDiskReadOnlyUntilAccepted(CreateType format) throws IOException {
        Path disk = TestDisks.encrypted(folder, keys, format, DataUnit.BYTES_512, CAPACITY_BYTES, true);
        byte[] before = content(disk);
        Peers.output("qemu-io", "-f", "vmdk", "-c", "write -P 0x55 1M 512", disk.toString());

        assertThat(DiskInfo.read(disk).foreignWrites()).isTrue();
        assertThat(DiskCheck.run(disk, Optional.of(keys)).worst()).isEqualTo(DiskCheck.Severity.DAMAGED);
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            assertThat(opened.hasForeignWrites()).isTrue();
            assertThat(opened.isReadOnly()).isTrue();
            assertThatThrownBy(() -> opened.write(0, ByteBuffer.allocate(512)))
                    .isInstanceOf(ForeignWritesException.class);
            byte[] now = TestDisks.read(opened, 0, CAPACITY_BYTES);
            assertThat(now).isNotEqualTo(before);
            System.arraycopy(before, 1 << 20, now, 1 << 20, 512);
            assertThat(now).isEqualTo(before);
        }
        Path back = folder.resolve("back.raw");
        assertThat(new DiskEncryption(keys)
                        .decrypt(new DecryptRequest(
                                disk,
                                back,
                                Optional.empty(),
                                Optional.of(CreateType.RAW),
                                Overwrite.REFUSE,
                                ProgressListener.NONE))
                        .warnings())
                .hasSize(1);

        assertThat(DiskCheck.acceptForeignWrites(disk)).isTrue();
        assertThat(DiskCheck.acceptForeignWrites(disk)).isFalse();
        assertThat(DiskCheck.run(disk, Optional.of(keys)).worst()).isEqualTo(DiskCheck.Severity.INFO);
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            assertThat(opened.hasForeignWrites()).isFalse();
            opened.write(1 << 20, ByteBuffer.wrap(before, 1 << 20, 512));
        }
        assertThat(content(disk)).isEqualTo(before);
        QemuImages.requireAccepted(disk, format.label(), CAPACITY_BYTES);
    }

    @Test
    void aDiskThatQemuHasOpenIsInUse() throws Exception {
        Path disk = TestDisks.encrypted(
                folder, keys, CreateType.MONOLITHIC_SPARSE, DataUnit.BYTES_512, CAPACITY_BYTES, true);
        Process qemu = new ProcessBuilder("qemu-io", "-f", "vmdk", disk.toString())
                .redirectErrorStream(true)
                .start();
        try (OutputStream commands = qemu.getOutputStream()) {
            commands.write("read 0 512\n".getBytes(StandardCharsets.US_ASCII));
            commands.flush();
            byte[] answer = new byte[8];
            assertThat(qemu.getInputStream().readNBytes(answer, 0, answer.length))
                    .isEqualTo(answer.length);
            assertThatThrownBy(() -> EncryptedDisk.open(disk, Access.READ_WRITE, keys))
                    .isInstanceOf(DiskInUseException.class)
                    .hasMessageContaining("another program");
            assertThatThrownBy(() ->
                            new DiskEncryption(keys).decrypt(DecryptRequest.of(disk, folder.resolve("back.vmdk"))))
                    .isInstanceOf(DiskInUseException.class);
            assertThat(Files.exists(folder.resolve("back.vmdk"))).isFalse();
        } finally {
            qemu.waitFor(30, TimeUnit.SECONDS);
            qemu.destroyForcibly();
        }
        EncryptedDisk.open(disk, Access.READ_WRITE, keys).close();
    }

    @Test
    void qemuIsKeptOutOfADiskThatIsOpen() throws IOException {
        Path disk =
                TestDisks.encrypted(folder, keys, CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512, CAPACITY_BYTES, true);
        String write = "write -P 0x55 1M 512";
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            assertThat(opened.isReadOnly()).isFalse();
            assertThat(Peers.run("qemu-io", "-f", "vmdk", "-c", write, disk.toString())
                            .exitCode())
                    .isNotZero();
        }
        assertThat(DiskInfo.read(disk).foreignWrites()).isFalse();
        assertThat(Peers.run("qemu-io", "-f", "vmdk", "-c", write, disk.toString())
                        .exitCode())
                .isZero();
    }

    private byte[] content(Path disk) throws IOException {
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            return TestDisks.read(opened, 0, CAPACITY_BYTES);
        }
    }
}
