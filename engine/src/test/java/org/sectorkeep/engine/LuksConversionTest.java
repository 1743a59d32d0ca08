// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.DiskCheck.Severity;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.vmdk.CreateType;

/** Disks into LUKS files and out of them. */
class LuksConversionTest {
    /** Over 1 MiB, so that more than one chunk is copied; a multiple of 4096. */
    private static final int CAPACITY_BYTES = (2 << 20) + 3 * 4096;

    @TempDir
    private Path folder;

    private final TestKeys provider = new TestKeys();
    private final HostKeys keys = provider.hostKeys();
    private final LuksConversion conversion = LuksFixture.byPassphrase(keys, LuksFixture.SECRET);

    @AfterEach
    void forgetKeys() {
        keys.close();
    }

    private Path raw() throws IOException {
        return TestDisks.raw(folder.resolve("plain.raw"), CAPACITY_BYTES, true);
    }

    private Path luks(LuksVersion version) throws IOException {
        Path file = folder.resolve("disk.luks");
        conversion.toLuks(LuksFixture.request(raw(), file, version, XtsCipher.AES_XTS_256, DataUnit.BYTES_512));
        return file;
    }

    private Path decrypted(LuksConversion by, Path file) throws IOException {
        Path back = folder.resolve("back.raw");
        by.decrypt(DecryptRequest.of(file, back));
        return back;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LUKS1, AES_XTS_256, BYTES_512",
        "LUKS1, AES_XTS_128, BYTES_512",
        "LUKS2, AES_XTS_256, BYTES_512",
        "LUKS2, AES_XTS_256, BYTES_4096",
        "LUKS2, AES_XTS_128, BYTES_4096",
    })
    void theContentComesBack(LuksVersion version, XtsCipher cipher, DataUnit unit) throws IOException {
        Path file = folder.resolve("disk.luks");
        CopyResult made = conversion.toLuks(LuksFixture.request(raw(), file, version, cipher, unit));
        assertThat(made.dataBytes()).isEqualTo(CAPACITY_BYTES);
        assertThat(made.envelope().isPresent()).isEqualTo(version == LuksVersion.LUKS2);
        assertThat(Files.size(file)).isEqualTo(CAPACITY_BYTES + (version == LuksVersion.LUKS1 ? 2 << 20 : 16 << 20));
        DiskInfo info = DiskInfo.read(file);
        assertThat(info.createType()).isEqualTo(version.label());
        assertThat(info.capacityBytes()).isEqualTo(CAPACITY_BYTES);
        assertThat(info.luks().orElseThrow().cipher()).isEqualTo(cipher.label());
        assertThat(info.luks().orElseThrow().dataUnitBytes()).isEqualTo(unit.bytes());
        assertThat(decrypted(conversion, file)).hasSameBinaryContentAs(folder.resolve("plain.raw"));
    }

    @Test
    void aLuks2FileOpensByItsEnvelopeToo() throws IOException {
        Path file = luks(LuksVersion.LUKS2);
        DiskInfo info = DiskInfo.read(file);
        assertThat(info.encryption().orElseThrow().providerId()).isEqualTo(TestKeys.ID);
        assertThat(decrypted(LuksFixture.byEnvelope(keys), file)).hasSameBinaryContentAs(folder.resolve("plain.raw"));
        assertThat(DiskCheck.run(file, Optional.of(keys)).worst()).isEqualTo(Severity.INFO);
    }

    @Test
    void withoutAnEnvelopeOnlyAPassphraseOpens() throws IOException {
        Path file = luks(LuksVersion.LUKS1);
        assertThat(DiskInfo.read(file).encryption()).isEmpty();
        assertThatThrownBy(() -> decrypted(LuksFixture.byEnvelope(keys), file))
                .isInstanceOf(KeyUnavailableException.class);
        assertThat(files()).containsExactly("disk.luks", "plain.raw");
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPassphraseOpensNothingAndLeavesNothing(LuksVersion version) throws IOException {
        Path file = luks(version);
        LuksConversion wrong = LuksFixture.byPassphrase(keys, LuksFixture.WRONG);
        assertThatThrownBy(() -> decrypted(wrong, file))
                .isInstanceOf(WrongPassphraseException.class)
                .hasMessageContaining("disk.luks")
                .hasMessageNotContaining("wrong");
        assertThat(files()).containsExactly("disk.luks", "plain.raw");
    }

    @Test
    void anEncryptedDiskOfAnyKindBecomesALuksFileAndComesBack() throws IOException {
        Path disk = TestDisks.encrypted(
                folder, keys, CreateType.MONOLITHIC_SPARSE, DataUnit.BYTES_4096, CAPACITY_BYTES, true);
        Path file = folder.resolve("disk.luks");
        conversion.toLuks(LuksRequest.of(disk, file, LuksVersion.LUKS2));
        Path again = folder.resolve("again.vmdk");
        CopyResult made = conversion.encrypt(EncryptRequest.of(file, again, TestKeys.ID));
        assertThat(made.envelope()).isPresent();
        Path back = folder.resolve("back.raw");
        new DiskEncryption(keys)
                .decrypt(new DecryptRequest(
                        again,
                        back,
                        Optional.empty(),
                        Optional.of(CreateType.RAW),
                        Overwrite.REFUSE,
                        ProgressListener.NONE));
        assertThat(Files.readAllBytes(back)).isEqualTo(TestDisks.randomBytes(CAPACITY_BYTES, CAPACITY_BYTES));
    }

    @Test
    void aLuksFileBecomesAnotherOneWithAKeyOfItsOwn() throws IOException {
        Path first = luks(LuksVersion.LUKS1);
        Path second = folder.resolve("second.luks");
        conversion.toLuks(LuksRequest.of(first, second, LuksVersion.LUKS1));
        byte[] one = Files.readAllBytes(first);
        byte[] two = Files.readAllBytes(second);
        assertThat(Arrays.mismatch(
                        Arrays.copyOfRange(one, 2 << 20, one.length), Arrays.copyOfRange(two, 2 << 20, two.length)))
                .isZero();
        assertThat(decrypted(conversion, second)).hasSameBinaryContentAs(folder.resolve("plain.raw"));
    }

    @Test
    void onlyTheExpectedDiskIsOpened() throws IOException {
        Path file = luks(LuksVersion.LUKS2);
        DiskId id = new DiskId(DiskInfo.read(file).encryption().orElseThrow().diskId());
        for (LuksConversion by : List.of(conversion, LuksFixture.byEnvelope(keys))) {
            Path back = folder.resolve("back.raw");
            by.decrypt(expecting(file, back, id));
            Files.delete(back);
            assertThatThrownBy(() -> by.decrypt(expecting(file, back, DiskId.random())))
                    .isInstanceOf(WrongDiskException.class);
        }
        Files.delete(folder.resolve("plain.raw"));
        Files.delete(file);
        Path old = luks(LuksVersion.LUKS1);
        assertThatThrownBy(() -> conversion.decrypt(expecting(old, folder.resolve("b"), id)))
                .isInstanceOf(WrongDiskException.class);
    }

    private static DecryptRequest expecting(Path file, Path back, DiskId id) {
        return new DecryptRequest(
                file, back, Optional.of(id), Optional.empty(), Overwrite.REFUSE, ProgressListener.NONE);
    }

    @Test
    void anEnvelopeOfAnotherSizeIsRefused() throws IOException {
        Path file = luks(LuksVersion.LUKS2);
        try (RandomAccessFile longer = new RandomAccessFile(file.toFile(), "rw")) {
            longer.setLength(Files.size(file) + 4096);
        }
        assertThatThrownBy(() -> decrypted(LuksFixture.byEnvelope(keys), file))
                .isInstanceOf(WrongDiskException.class)
                .hasMessageContaining("of another disk");
        assertThat(DiskCheck.run(file, Optional.empty()).worst()).isEqualTo(Severity.DAMAGED);
    }

    @Test
    void contentThatEndsWithinASectorIsRefused() throws IOException {
        Path file = luks(LuksVersion.LUKS1);
        try (RandomAccessFile longer = new RandomAccessFile(file.toFile(), "rw")) {
            longer.setLength(Files.size(file) + 100);
        }
        assertThatThrownBy(() -> decrypted(conversion, file))
                .isInstanceOf(LuksFormatException.class)
                .hasMessageContaining("no multiple of its sectors of 512");
    }

    @Test
    void aHeaderAloneHasNothingToDecrypt() throws IOException {
        Path file = luks(LuksVersion.LUKS1);
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(2 << 20);
        }
        assertThat(DiskInfo.read(file).capacityBytes()).isZero();
        assertThatThrownBy(() -> decrypted(conversion, file))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("without its content");
    }

    @Test
    void whatTheFormatCannotBeIsRefusedBeforeAnythingIsMade() throws IOException {
        Path source = raw();
        Path file = folder.resolve("disk.luks");
        assertThatThrownBy(() -> conversion.toLuks(LuksFixture.request(
                        source, file, LuksVersion.LUKS1, XtsCipher.AES_XTS_256, DataUnit.BYTES_4096)))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("LUKS1");
        Path odd = TestDisks.raw(folder.resolve("odd.raw"), 4096 + 512, true);
        assertThatThrownBy(() -> conversion.toLuks(
                        LuksFixture.request(odd, file, LuksVersion.LUKS2, XtsCipher.AES_XTS_256, DataUnit.BYTES_4096)))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("4096");
        assertThat(files()).containsExactly("odd.raw", "plain.raw");
        assertThat(provider.createdCount()).isZero();
    }

    @Test
    void whatIsThereIsKept() throws IOException {
        Path file = luks(LuksVersion.LUKS1);
        assertThatThrownBy(
                        () -> conversion.toLuks(LuksRequest.of(folder.resolve("plain.raw"), file, LuksVersion.LUKS1)))
                .isInstanceOf(FileAlreadyExistsException.class);
        LuksRequest ontoItself = new LuksRequest(
                file,
                file,
                LuksVersion.LUKS1,
                Optional.empty(),
                Optional.empty(),
                XtsCipher.AES_XTS_256,
                DataUnit.BYTES_512,
                Overwrite.REPLACE,
                ProgressListener.NONE);
        assertThatThrownBy(() -> conversion.toLuks(ontoItself)).isInstanceOf(DestinationIsSourceException.class);
        assertThat(decrypted(conversion, file)).hasSameBinaryContentAs(folder.resolve("plain.raw"));
    }

    @Test
    void aCancelledCopyLeavesNothing() throws IOException {
        Path source = raw();
        ProgressListener cancelled = new ProgressListener() {
            @Override
            public void progress(long doneBytes, long totalBytes) {
                // Only whether to stop matters.
            }

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        LuksRequest request = new LuksRequest(
                source,
                folder.resolve("disk.luks"),
                LuksVersion.LUKS1,
                Optional.empty(),
                Optional.empty(),
                XtsCipher.AES_XTS_256,
                DataUnit.BYTES_512,
                Overwrite.REFUSE,
                cancelled);
        assertThatThrownBy(() -> conversion.toLuks(request)).isInstanceOf(CancelledException.class);
        assertThat(files()).containsExactly("plain.raw");
    }

    @Test
    void whatHasNoLuksHeaderIsNone() throws IOException {
        assertThat(LuksConversion.isLuks(raw())).isFalse();
        assertThat(LuksConversion.isLuks(folder)).isFalse();
        assertThat(LuksConversion.isLuks(folder.resolve("missing"))).isFalse();
        assertThat(LuksConversion.isLuks(Files.write(folder.resolve("short"), new byte[100])))
                .isFalse();
        Path file = folder.resolve("disk.luks");
        conversion.toLuks(LuksRequest.of(folder.resolve("plain.raw"), file, LuksVersion.LUKS2));
        assertThat(LuksConversion.isLuks(file)).isTrue();
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.write(new byte[4096]);
        }
        assertThat(LuksConversion.isLuks(file)).isTrue();
        assertThat(DiskCheck.run(file, Optional.empty()).worst()).isEqualTo(Severity.WARNING);
        assertThat(decrypted(conversion, file)).hasSameBinaryContentAs(folder.resolve("plain.raw"));
    }
}
