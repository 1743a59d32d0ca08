// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk;

/** Headers and files of ours in cryptsetup, QEMU and nbdkit, and theirs in ours. */
@Tag("peer")
@Timeout(300)
class LuksPeerTest {
    private static final int CAPACITY_BYTES = (2 << 20) + 5 * 4096;

    @TempDir
    private Path folder;

    private final HostKeys keys = TestKeys.host();
    private final LuksConversion conversion = LuksFixture.byPassphrase(keys, LuksFixture.SECRET);
    private String passphrase = "";

    @BeforeEach
    void prepare() throws IOException {
        QemuImages.require();
        Peers.requireProgram("cryptsetup");
        Peers.requireProgram("nbdkit");
        passphrase = Files.writeString(folder.resolve("passphrase"), "secret").toString();
    }

    @AfterEach
    void forgetKeys() {
        keys.close();
    }

    private Path raw() throws IOException {
        return TestDisks.raw(folder.resolve("plain.raw"), CAPACITY_BYTES, true);
    }

    /** What QEMU reads in a LUKS1 file. */
    private Path byQemu(Path luks) {
        Path content = folder.resolve("qemu.raw");
        Peers.output(
                "qemu-img",
                "convert",
                "--object",
                "secret,id=s,file=" + passphrase,
                "--image-opts",
                "driver=luks,key-secret=s,file.driver=file,file.filename=" + luks,
                "-O",
                "raw",
                content.toString());
        return content;
    }

    /** What nbdkit serves of a LUKS1 file. */
    private Path byNbdkit(List<String> plugin) {
        Path content = folder.resolve("nbdkit.raw");
        List<String> command = new ArrayList<>(List.of("nbdkit", "-U", "-", "-r", "--filter=luks"));
        command.addAll(plugin);
        command.addAll(List.of(
                "passphrase=+" + passphrase, "--run", "qemu-img convert -f raw -O raw \"$uri\" '" + content + "'"));
        Peers.output(command.toArray(String[]::new));
        return content;
    }

    private void requireAccepted(Path header) throws IOException {
        Peers.output("cryptsetup", "luksDump", header.toString());
        Peers.output("cryptsetup", "open", "--test-passphrase", "--key-file", passphrase, header.toString());
        String wrong = Files.writeString(folder.resolve("wrong"), "wrong").toString();
        assertThat(Peers.run("cryptsetup", "open", "--test-passphrase", "--key-file", wrong, header.toString())
                        .exitCode())
                .isEqualTo(2);
    }

    private byte[] volumeKey(Path header) throws IOException {
        Path key = folder.resolve("volume.key");
        Files.deleteIfExists(key);
        Peers.output(
                "cryptsetup",
                "luksDump",
                "-q",
                "--dump-volume-key",
                "--volume-key-file",
                key.toString(),
                "--key-file",
                passphrase,
                header.toString());
        return Files.readAllBytes(key);
    }

    private byte[] dek(Path disk) throws IOException {
        try (VirtualDisk opened = VirtualDisk.open(disk, VirtualDisk.Access.READ_ONLY);
                SecretBytes dek = DiskUnlocking.anyDisk(keys)
                        .unwrap(disk, DiskUnlocking.anyDisk(keys).checkedEnvelope(opened))) {
            return dek.<byte[]>readArray(byte[]::clone);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LUKS1, ATTACHED, BYTES_512",
        "LUKS1, DETACHED, BYTES_512",
        "LUKS2, ATTACHED, BYTES_512",
        "LUKS2, ATTACHED, BYTES_4096",
        "LUKS2, DETACHED, BYTES_4096",
    })
    void cryptsetupFindsTheDekInAHeader(LuksVersion version, LuksPlacement placement, DataUnit unit)
            throws IOException {
        Path disk = TestDisks.encrypted(folder, keys, CreateType.MONOLITHIC_FLAT, unit, CAPACITY_BYTES, true);
        Path header = folder.resolve("disk.hdr");
        LuksFixture.headers(keys).write(new LuksHeaderRequest(disk, header, version, placement, Overwrite.REFUSE));
        requireAccepted(header);
        assertThat(volumeKey(header)).isEqualTo(dek(disk));
        String dump = Peers.output("cryptsetup", "luksDump", header.toString());
        if (version == LuksVersion.LUKS2) {
            assertThat(dump).contains("sectorkeep-envelope").contains("sector: " + unit.bytes());
        }
        if (placement == LuksPlacement.DETACHED) {
            Peers.output(
                    "cryptsetup",
                    "open",
                    "--test-passphrase",
                    "--key-file",
                    passphrase,
                    "--header",
                    header.toString(),
                    folder.resolve("disk-flat.vmdk").toString());
        }
    }

    @Test
    void qemuAndNbdkitReadAFlatDiskBehindItsHeader() throws IOException {
        Path disk =
                TestDisks.encrypted(folder, keys, CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512, CAPACITY_BYTES, true);
        byte[] plain = TestDisks.randomBytes(CAPACITY_BYTES, CAPACITY_BYTES);
        Path header = folder.resolve("disk.hdr");
        LuksHeaderResult made = LuksFixture.headers(keys)
                .write(new LuksHeaderRequest(
                        disk, header, LuksVersion.LUKS1, LuksPlacement.ATTACHED, Overwrite.REFUSE));
        assertThat(byNbdkit(List.of("split", header.toString(), made.content().toString())))
                .hasBinaryContent(plain);
        Path whole = folder.resolve("whole.luks");
        Files.copy(header, whole);
        try (OutputStream behind = Files.newOutputStream(whole, StandardOpenOption.APPEND)) {
            Files.copy(made.content(), behind);
        }
        assertThat(byQemu(whole)).hasBinaryContent(plain);
    }

    @ParameterizedTest
    @CsvSource({"LUKS1, AES_XTS_256", "LUKS1, AES_XTS_128"})
    void qemuAndNbdkitReadOurFiles(LuksVersion version, XtsCipher cipher) throws IOException {
        Path file = folder.resolve("disk.luks");
        conversion.toLuks(LuksFixture.request(raw(), file, version, cipher, DataUnit.BYTES_512));
        requireAccepted(file);
        assertThat(byQemu(file)).hasSameBinaryContentAs(folder.resolve("plain.raw"));
        assertThat(byNbdkit(List.of("file", file.toString()))).hasSameBinaryContentAs(folder.resolve("plain.raw"));
    }

    /** cryptsetup can rewrite our header: it adds a slot, and what it does not know stays. */
    @ParameterizedTest
    @ValueSource(strings = {"LUKS1", "LUKS2"})
    void cryptsetupAddsASlotToOurFile(LuksVersion version) throws IOException {
        Path file = folder.resolve("disk.luks");
        conversion.toLuks(LuksFixture.request(raw(), file, version, XtsCipher.AES_XTS_256, DataUnit.BYTES_512));
        Path second = Files.writeString(folder.resolve("second"), "another one");
        List<String> command = new ArrayList<>(List.of("cryptsetup", "luksAddKey", "-q", "--key-file", passphrase));
        command.addAll(List.of("--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000"));
        command.addAll(List.of(file.toString(), second.toString()));
        Peers.output(command.toArray(String[]::new));
        assertThat(DiskInfo.read(file).luks().orElseThrow().keySlots()).hasSize(2);
        Path back = folder.resolve("back.raw");
        LuksFixture.byPassphrase(keys, purpose -> "another one".toCharArray()).decrypt(DecryptRequest.of(file, back));
        assertThat(back).hasSameBinaryContentAs(folder.resolve("plain.raw"));
        if (version == LuksVersion.LUKS2) {
            Files.delete(back);
            LuksFixture.byEnvelope(keys).decrypt(DecryptRequest.of(file, back));
            assertThat(back).hasSameBinaryContentAs(folder.resolve("plain.raw"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--type luks1 --hash sha1 --cipher aes-xts-plain64 --key-size 512 --pbkdf-force-iterations 1000",
                "--type luks1 --hash sha512 --cipher aes-xts-plain64 --key-size 256 --pbkdf-force-iterations 1000 --key-slot 7",
                "--type luks1 --cipher aes-xts-plain --key-size 512 --pbkdf-force-iterations 1000",
                "--type luks2 --cipher aes-xts-plain64 --key-size 512 --sector-size 4096"
                        + " --pbkdf argon2id --pbkdf-memory 1024 --pbkdf-force-iterations 4",
                "--type luks2 --cipher aes-xts-plain64 --key-size 256 --sector-size 512"
                        + " --pbkdf argon2i --pbkdf-memory 64 --pbkdf-force-iterations 5 --pbkdf-parallel 1",
                "--type luks2 --cipher aes-xts-plain64 --key-size 512 --sector-size 512 --hash sha512"
                        + " --pbkdf pbkdf2 --pbkdf-force-iterations 1000"
                        + " --luks2-metadata-size 64k --luks2-keyslots-size 1M --key-slot 3",
            })
    void headersOfCryptsetupGiveTheirKey(String options) throws IOException {
        Path file = TestDisks.raw(folder.resolve("theirs.luks"), 24 << 20, false);
        int keyBytes = options.contains("--key-size 256") ? 32 : 64;
        byte[] key = TestDisks.randomBytes(7, keyBytes);
        Path keyFile = Files.write(folder.resolve("given.key"), key);
        List<String> command = new ArrayList<>(List.of("cryptsetup", "luksFormat", "-q", "--volume-key-file"));
        command.add(keyFile.toString());
        command.addAll(Arrays.asList(options.split(" ")));
        command.addAll(List.of(file.toString(), passphrase));
        Peers.output(command.toArray(String[]::new));
        try (LuksFile opened = LuksFile.open(file);
                SecretBytes volumeKey = new LuksUnlocking(keys, LuksFixture.SECRET, LuksMeans.PASSPHRASE)
                        .volumeKey(opened, opened.header(), 0, Optional.empty())) {
            assertThat(volumeKey.<byte[]>readArray(byte[]::clone)).isEqualTo(key);
        }
        conversion.decrypt(DecryptRequest.of(file, folder.resolve("back.raw")));
        assertThat(Files.size(folder.resolve("back.raw")))
                .isEqualTo(DiskInfo.read(file).capacityBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash-alg=sha1", "hash-alg=sha256,cipher-alg=aes-128", "hash-alg=sha512,ivgen-alg=plain"})
    void filesOfQemuOpen(String options) throws IOException {
        Path theirs = madeByQemu(options);
        Path back = folder.resolve("back.raw");
        conversion.decrypt(DecryptRequest.of(theirs, back));
        assertThat(back).hasSameBinaryContentAs(folder.resolve("plain.raw"));
    }

    /**
     * QEMU measures how fast it derives keys by a clock that at times has not moved at the end, and gives up then: that is
     * tried again.
     */
    private Path madeByQemu(String options) throws IOException {
        Path luks = folder.resolve("theirs.luks");
        String[] command = {
            "qemu-img",
            "convert",
            "-f",
            "raw",
            "-O",
            "luks",
            "--object",
            "secret,id=s,file=" + passphrase,
            "-o",
            "key-secret=s,iter-time=10," + options,
            raw().toString(),
            luks.toString()
        };
        Peers.Result result = Peers.run(command);
        for (int again = 0; again < 20 && result.output().contains("Unable to get accurate CPU usage"); again++) {
            Files.deleteIfExists(luks);
            result = Peers.run(command);
        }
        assertThat(result.exitCode()).as(result.output()).isZero();
        return luks;
    }

    /** cryptsetup re-encrypts plain content in place, without device mapper: the content of LUKS2 in 4096-byte units. */
    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void contentEncryptedByCryptsetupComesBack(int sectorBytes) throws IOException {
        Path theirs = folder.resolve("theirs.luks");
        Files.copy(raw(), theirs);
        Path header = folder.resolve("theirs.hdr");
        Peers.Result encrypted = Peers.run(
                "cryptsetup",
                "reencrypt",
                "--encrypt",
                "-q",
                "--type",
                "luks2",
                "--force-offline-reencrypt",
                "--cipher",
                "aes-xts-plain64",
                "--key-size",
                "512",
                "--sector-size",
                Integer.toString(sectorBytes),
                "--pbkdf",
                "pbkdf2",
                "--pbkdf-force-iterations",
                "1000",
                "--header",
                header.toString(),
                "--key-file",
                passphrase,
                theirs.toString());
        assertThat(encrypted.exitCode()).as(encrypted.output()).isZero();
        assertThat(Files.mismatch(theirs, folder.resolve("plain.raw"))).isZero();
        Path back = folder.resolve("back.raw");
        conversion.withHeaderOf(header).decrypt(DecryptRequest.of(theirs, back));
        assertThat(back).hasSameBinaryContentAs(folder.resolve("plain.raw"));
    }
}
