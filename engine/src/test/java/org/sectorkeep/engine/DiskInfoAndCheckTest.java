// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.engine.DiskCheck.Severity;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** What is said of disks: plain, encrypted, damaged, half-way. */
class DiskInfoAndCheckTest {
    private static final int CAPACITY_BYTES = 1 << 20;

    @TempDir
    Path folder = Path.of("");

    private final TestKeys provider = new TestKeys();
    private final HostKeys keys = provider.hostKeys();
    private Path flat = Path.of("");
    private Path sparse = Path.of("");

    @BeforeEach
    void makeDisks() throws IOException {
        flat = encrypted("flat", CreateType.MONOLITHIC_FLAT);
        sparse = encrypted("sparse", CreateType.MONOLITHIC_SPARSE);
    }

    @AfterEach
    void forgetKeys() {
        keys.close();
    }

    @Test
    void infoOfAnEncryptedDiskNeedsNoKey() throws IOException {
        provider.unplug();
        keys.lock();
        DiskInfo info = DiskInfo.read(sparse);
        assertThat(info.path()).isEqualTo(sparse);
        assertThat(info.createType()).isEqualTo("monolithicSparse");
        assertThat(info.capacityBytes()).isEqualTo(CAPACITY_BYTES);
        assertThat(info.isEncrypted()).isTrue();
        assertThat(info.foreignWrites()).isFalse();
        assertThat(info.operation()).isEmpty();
        assertThat(info.parent()).isEmpty();
        DiskInfo.Encryption encryption = info.encryption().orElseThrow();
        assertThat(encryption.cipher()).isEqualTo("aes-xts-256");
        assertThat(encryption.dataUnitBytes()).isEqualTo(4096);
        assertThat(encryption.suite()).isEqualTo(1);
        assertThat(encryption.providerId()).isEqualTo(TestKeys.ID);
        assertThat(encryption.keyId()).isEqualTo("kek-2");
        assertThat(encryption.diskId()).matches("[0-9a-f]{32}");
        assertThat(encryption.dekId()).matches("[0-9a-f]{32}");
        assertThat(encryption.dekGeneration()).isEqualTo(1);
        assertThat(encryption.envelopeGeneration()).isEqualTo(1);
    }

    @Test
    void infoOfARawImageAndOfAPlainDisk() throws IOException {
        Path raw = TestDisks.raw(folder.resolve("plain.raw"), CAPACITY_BYTES, true);
        DiskInfo info = DiskInfo.read(raw);
        assertThat(info.createType()).isEqualTo("raw");
        assertThat(info.isEncrypted()).isFalse();
        assertThat(info.foreignWrites()).isFalse();
        assertThat(DiskCheck.run(raw, Optional.of(keys)).worst()).isEqualTo(Severity.INFO);
    }

    @Test
    void anUnfinishedOperationIsShown() throws IOException {
        insert(flat, "sectorkeep.operation=\"encrypt 42\"");
        DiskInfo info = DiskInfo.read(flat);
        assertThat(info.operation().orElseThrow().text()).isEqualTo("encrypt 42: its journal is missing or damaged");
        assertThat(info.isEncrypted()).isTrue();
        DiskCheck check = DiskCheck.run(flat, Optional.of(keys));
        assertThat(check.worst()).isEqualTo(Severity.UNFINISHED);
        assertThat(check.findings()).anyMatch(finding -> finding.message().contains("encrypt 42"));
        assertThatThrownBy(() -> DiskCheck.acceptForeignWrites(flat)).isInstanceOf(UnfinishedOperationException.class);
    }

    @Test
    void aSoundDiskIsFoundSound() throws IOException {
        for (Path disk : new Path[] {flat, sparse}) {
            DiskCheck check = DiskCheck.run(disk, Optional.of(keys));
            assertThat(check.worst()).isEqualTo(Severity.INFO);
            assertThat(check.findings()).anyMatch(finding -> finding.message().contains("the envelope opens"));
            assertThat(DiskCheck.run(disk, Optional.empty()).findings())
                    .anyMatch(finding -> finding.message().contains("names the KEK"));
        }
    }

    @Test
    void aKeyThatCannotBeHadIsToldFromDamage() throws IOException {
        provider.unplug();
        keys.lock();
        keys.unlock();
        DiskCheck check = DiskCheck.run(flat, Optional.of(keys));
        assertThat(check.worst()).isEqualTo(Severity.KEY_UNAVAILABLE);
        assertThat(check.findings()).anyMatch(finding -> finding.message().contains("could not be tried"));
    }

    @Test
    void anEnvelopeThatDoesNotOpenIsDamage() throws IOException {
        try (HostKeys others = TestKeys.host()) {
            others.createKek(TestKeys.ID);
            assertThat(DiskCheck.run(flat, Optional.of(others)).worst()).isEqualTo(Severity.DAMAGED);
        }
    }

    @Test
    void aMissingOrMalformedEnvelopeIsDamage() throws IOException {
        String text = Files.readString(flat);
        Matcher envelope = Pattern.compile("sectorkeep.envelope=\"(.*)\"\n").matcher(text);
        assertThat(envelope.find()).isTrue();
        Files.writeString(flat, text.replace(envelope.group(), ""));
        assertThat(DiskCheck.run(flat, Optional.of(keys)).worst()).isEqualTo(Severity.DAMAGED);
        assertThat(DiskInfo.read(flat).isEncrypted()).isTrue();
        assertThat(DiskInfo.read(flat).encryption()).isEmpty();
        Files.writeString(flat, text.replace(envelope.group(1), "AAAA"));
        assertThat(DiskCheck.run(flat, Optional.of(keys)).worst()).isEqualTo(Severity.DAMAGED);
    }

    @Test
    void aDamagedTableIsDamageAndNotAnException() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            // The entry of the grain directory: it now points far behind the end of the file.
            file.seek(56);
            long directorySector = Long.reverseBytes(file.readLong());
            file.seek(directorySector * 512);
            file.writeInt(0xffffff7f);
        }
        DiskCheck check = DiskCheck.run(sparse, Optional.of(keys));
        assertThat(check.worst()).isEqualTo(Severity.DAMAGED);
    }

    @Test
    void aDiskThatIsNotThereIsAnError() {
        Path nowhere = folder.resolve("nowhere.vmdk");
        assertThatThrownBy(() -> DiskCheck.run(nowhere, Optional.empty())).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> DiskInfo.read(nowhere)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void ourOwnWritesChangeTheCidAndAreNotForeign() throws IOException {
        for (Path disk : new Path[] {flat, sparse}) {
            long before = cid(disk);
            try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
                opened.read(0, ByteBuffer.allocate(512));
            }
            assertThat(cid(disk)).as("reading changes nothing").isEqualTo(before);
            try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
                opened.write(1000, ByteBuffer.allocate(7));
            }
            assertThat(cid(disk)).isNotEqualTo(before);
            assertThat(DiskInfo.read(disk).foreignWrites()).isFalse();
        }
    }

    private static long cid(Path disk) throws IOException {
        String text = new String(Files.readAllBytes(disk), StandardCharsets.ISO_8859_1);
        Matcher line = Pattern.compile("\nCID=([0-9a-f]{8})\n").matcher(text);
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1), 16);
    }

    private Path encrypted(String name, CreateType format) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        return TestDisks.encrypted(home, keys, format, DataUnit.BYTES_4096, CAPACITY_BYTES, true);
    }

    private static void insert(Path disk, String line) throws IOException {
        Files.writeString(disk, Files.readString(disk).replace("sectorkeep.diskId", line + "\nsectorkeep.diskId"));
    }
}
