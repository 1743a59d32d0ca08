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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.EnvelopeFormatException;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** An envelope that was lost comes back from its backup, and only into its own disk. */
class EnvelopeBackupTest {
    private static final int CAPACITY_BYTES = 1 << 20;

    @TempDir
    Path folder = Path.of("");

    private final TestKeys provider = new TestKeys();
    private final HostKeys keys = provider.hostKeys();
    private Path disk = Path.of("");
    private Path backup = Path.of("");

    @BeforeEach
    void makeDiskAndBackup() throws IOException {
        disk = encrypted("own", CreateType.MONOLITHIC_FLAT, CAPACITY_BYTES);
        backup = folder.resolve("disk.envelope");
        EnvelopeBackup.backup(disk, backup, Overwrite.REFUSE);
    }

    @AfterEach
    void forgetKeys() {
        keys.close();
    }

    @Test
    void theBackupIsASmallTextThatNamesItsDisk() throws IOException {
        List<String> lines = Files.readAllLines(backup);
        String diskId = DiskInfo.read(disk).encryption().orElseThrow().diskId();
        assertThat(lines)
                .hasSize(5)
                .startsWith(
                        "sectorkeep-envelope-backup v1",
                        "diskName=disk.vmdk",
                        "diskId=" + diskId,
                        "capacityBytes=" + CAPACITY_BYTES);
        assertThat(lines.get(4)).startsWith("envelope=");
    }

    @Test
    void aLostEnvelopeComesBack() throws IOException {
        byte[] before = content();
        strip("sectorkeep.envelope");
        assertThat(EnvelopeBackup.restore(disk, backup, keys, Overwrite.REFUSE)).isEmpty();
        assertThat(content()).isEqualTo(before);
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            opened.write(0, ByteBuffer.allocate(100));
        }
    }

    @Test
    void aDescriptorWrittenAnewGetsItsEnvelopeButMustBeAccepted() throws IOException {
        byte[] before = content();
        strip("sectorkeep.");
        EnvelopeBackup.restore(disk, backup, keys, Overwrite.REFUSE);
        assertThat(content()).isEqualTo(before);
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            assertThat(opened.isReadOnly()).isTrue();
        }
        assertThat(DiskCheck.acceptForeignWrites(disk)).isTrue();
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
            assertThat(opened.isReadOnly()).isFalse();
        }
    }

    @Test
    void anEnvelopeInsideASparseFileComesBackToo() throws IOException {
        Path sparse = encrypted("sparse", CreateType.MONOLITHIC_SPARSE, CAPACITY_BYTES);
        Path file = folder.resolve("sparse.envelope");
        EnvelopeBackup.backup(sparse, file, Overwrite.REFUSE);
        EnvelopeBackup.restore(sparse, file, keys, Overwrite.REFUSE);
        EncryptedDisk.open(sparse, Access.READ_WRITE, keys).close();
    }

    @Test
    void anotherDiskIsRefusedEvenIfReplacingIsAsked() throws IOException {
        Path other = encrypted("other", CreateType.MONOLITHIC_FLAT, CAPACITY_BYTES);
        Path larger = encrypted("larger", CreateType.MONOLITHIC_FLAT, CAPACITY_BYTES + 512);
        for (Path wrong : List.of(other, larger)) {
            byte[] descriptor = Files.readAllBytes(wrong);
            assertThatThrownBy(() -> EnvelopeBackup.restore(wrong, backup, keys, Overwrite.REPLACE))
                    .isInstanceOf(WrongDiskException.class);
            assertThat(wrong).hasBinaryContent(descriptor);
        }
        disk = larger;
        strip("sectorkeep.");
        assertThatThrownBy(() -> EnvelopeBackup.restore(larger, backup, keys, Overwrite.REPLACE))
                .isInstanceOf(WrongDiskException.class)
                .hasMessageContaining(Integer.toString(CAPACITY_BYTES));
    }

    @Test
    void anotherEnvelopeIsReplacedOnlyIfThatIsAsked() throws IOException {
        String text = Files.readString(disk);
        String envelope = line(text, "sectorkeep.envelope");
        String newer = text.replace(envelope, envelope.replace("A", "B"));
        Files.writeString(disk, newer);
        assertThatThrownBy(() -> EnvelopeBackup.restore(disk, backup, keys, Overwrite.REFUSE))
                .isInstanceOf(AlreadyEncryptedException.class);
        assertThat(disk).hasContent(newer);
        EnvelopeBackup.restore(disk, backup, keys, Overwrite.REPLACE);
        assertThat(Files.readString(disk)).isEqualTo(text);
    }

    @Test
    void anEnvelopeThatDoesNotOpenIsNotRestored() throws IOException {
        strip("sectorkeep.envelope");
        byte[] stripped = Files.readAllBytes(disk);
        try (HostKeys others = TestKeys.host()) {
            others.createKek(TestKeys.ID);
            assertThatThrownBy(() -> EnvelopeBackup.restore(disk, backup, others, Overwrite.REFUSE))
                    .isInstanceOf(EnvelopeAuthenticationException.class);
        }
        assertThat(disk).hasBinaryContent(stripped);
    }

    @Test
    void withoutTheKeyItIsRestoredAndSaidThatItWasNotTried() throws IOException {
        strip("sectorkeep.envelope");
        provider.unplug();
        assertThat(EnvelopeBackup.restore(disk, backup, keys, Overwrite.REFUSE))
                .singleElement()
                .asString()
                .contains("could not be tried");
        assertThat(DiskInfo.read(disk).encryption()).isPresent();
    }

    @Test
    void anExistingBackupIsKeptUnlessReplacingIsAsked() throws IOException {
        Files.writeString(backup, "mine");
        assertThatThrownBy(() -> EnvelopeBackup.backup(disk, backup, Overwrite.REFUSE))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(backup).hasContent("mine");
        EnvelopeBackup.backup(disk, backup, Overwrite.REPLACE);
        assertThat(Files.readAllLines(backup)).hasSize(5);
    }

    @Test
    void theBackupIsNeverWrittenOverTheDisk() throws IOException {
        for (Path file : List.of(disk, disk.resolveSibling("disk-flat.vmdk"))) {
            assertThatThrownBy(() -> EnvelopeBackup.backup(disk, file, Overwrite.REPLACE))
                    .isInstanceOf(DestinationIsSourceException.class);
        }
        EncryptedDisk.open(disk, Access.READ_ONLY, keys).close();
    }

    @Test
    void aPlainDiskHasNothingToBackUp() throws IOException {
        Path plain = folder.resolve("plain.vmdk");
        new DiskEncryption(keys).decrypt(DecryptRequest.of(disk, plain));
        assertThatThrownBy(() -> EnvelopeBackup.backup(plain, folder.resolve("x"), Overwrite.REFUSE))
                .isInstanceOf(NotEncryptedException.class);
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aChangedLineIsRefused(int number) throws IOException {
        List<String> lines = Files.readAllLines(backup);
        for (String changed : List.of("", "x" + lines.get(number), lines.get(number) + "0")) {
            if (number == 1 && changed.startsWith("diskName=")) {
                continue; // The name is for people: any is as good.
            }
            lines.set(number, changed);
            Files.write(backup, lines);
            assertThatThrownBy(() -> EnvelopeBackup.restore(disk, backup, keys, Overwrite.REPLACE))
                    .isInstanceOfAny(DiskRefusedException.class, EnvelopeFormatException.class);
        }
    }

    @Test
    void otherFilesAreNoBackups() throws IOException {
        for (byte[] content : List.of(new byte[0], new byte[100_000], new byte[] {(byte) 0xff, (byte) 0xfe})) {
            Files.write(backup, content);
            assertThatThrownBy(() -> EnvelopeBackup.restore(disk, backup, keys, Overwrite.REPLACE))
                    .isInstanceOf(DiskRefusedException.class)
                    .hasMessageContaining("is not an envelope backup");
        }
    }

    private Path encrypted(String name, CreateType format, int capacityBytes) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        return TestDisks.encrypted(home, keys, format, DataUnit.BYTES_512, capacityBytes, true);
    }

    private byte[] content() throws IOException {
        try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            return TestDisks.read(opened, 0, CAPACITY_BYTES);
        }
    }

    private void strip(String prefix) throws IOException {
        Files.writeString(
                disk,
                Files.readAllLines(disk).stream()
                        .filter(line -> !line.startsWith(prefix))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private static String line(String text, String key) {
        return text.lines().filter(line -> line.startsWith(key)).findFirst().orElseThrow();
    }
}
