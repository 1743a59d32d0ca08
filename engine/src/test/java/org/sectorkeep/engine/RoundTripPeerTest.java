// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;

/** Disks made by QEMU, encrypted and decrypted again: QEMU reads the same content before and after. */
@Tag("peer")
@Timeout(300)
class RoundTripPeerTest {
    private static final long ODD_BYTES = (24L << 20) + 3 * 512;
    private static final long EVEN_BYTES = (24L << 20) + 3 * 4096;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.host();
    private final DiskEncryption encryption = new DiskEncryption(keys);
    private Path encryptedFolder = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        QemuImages.require();
        encryptedFolder = Files.createDirectories(folder.resolve("encrypted"));
    }

    @AfterEach
    void forgetKeys() {
        keys.close();
    }

    @ParameterizedTest
    @CsvSource({
        "monolithicSparse, monolithicSparse, monolithicSparse, 512",
        "monolithicSparse, monolithicFlat, monolithicSparse, 4096",
        "twoGbMaxExtentSparse, twoGbMaxExtentSparse, twoGbMaxExtentSparse, 512",
        "twoGbMaxExtentSparse, monolithicSparse, raw, 4096",
        "monolithicFlat, monolithicFlat, monolithicFlat, 512",
        "monolithicFlat, monolithicSparse, twoGbMaxExtentFlat, 4096",
        "twoGbMaxExtentFlat, twoGbMaxExtentFlat, twoGbMaxExtentFlat, 512",
        "streamOptimized, monolithicSparse, monolithicSparse, 512",
        "raw, monolithicFlat, raw, 512",
    })
    void theContentComesBack(String source, String encrypted, String decrypted, int unitBytes) throws IOException {
        long capacityBytes = unitBytes == 512 ? ODD_BYTES : EVEN_BYTES;
        Path image = QemuImages.fileSystem(folder.resolve("image.raw"), capacityBytes);
        Path plain = source.equals("raw") ? image : QemuImages.convert(image, folder.resolve("plain.vmdk"), source);
        Path ciphertext = encryptedFolder.resolve("web01.vmdk");
        CopyResult result = encryption.encrypt(
                TestDisks.request(plain, ciphertext, format(encrypted), DataUnit.ofBytes(unitBytes)));
        QemuImages.requireAccepted(ciphertext, encrypted, capacityBytes);
        assertThat(result.dataBytes()).isBetween(1L << 20, capacityBytes);

        BlockSearch search = BlockSearch.ofBlocksOf(image);
        assertThat(search.countIn(image)).isGreaterThanOrEqualTo(search.distinctBlocks());
        assertThat(search.distinctBlocks()).isGreaterThan(50_000);
        for (Path file : files(encryptedFolder)) {
            assertThat(search.countIn(file)).as(file.toString()).isZero();
        }

        Path back = folder.resolve(decrypted.equals("raw") ? "back.raw" : "back.vmdk");
        encryption.decrypt(new DecryptRequest(
                ciphertext, back, Optional.empty(), format(decrypted), Overwrite.REFUSE, ProgressListener.NONE));
        QemuImages.requireAccepted(back, decrypted, capacityBytes);
        assertThat(QemuImages.contentDigest(back)).isEqualTo(QemuImages.digest(image));
        // What the tables of QEMU's own disk hold is found: so the search could have found it in ours.
        if (decrypted.equals("monolithicSparse")) {
            assertThat(search.countIn(back)).isGreaterThanOrEqualTo(search.distinctBlocks());
        }
    }

    @Test
    void aDiskOfSeveralFlatExtentsComesBack() throws IOException {
        Path image = QemuImages.fileSystem(folder.resolve("image.raw"), ODD_BYTES);
        Path plain = folder.resolve("split.vmdk");
        StringBuilder extents = new StringBuilder();
        long[] cuts = {0, 5001, 20_000, 30_001, ODD_BYTES / 512};
        byte[] content = Files.readAllBytes(image);
        for (int i = 0; i + 1 < cuts.length; i++) {
            String name = "split-f00" + (i + 1) + ".vmdk";
            Files.write(
                    folder.resolve(name), Arrays.copyOfRange(content, (int) cuts[i] * 512, (int) cuts[i + 1] * 512));
            extents.append("RW " + (cuts[i + 1] - cuts[i]) + " FLAT \"" + name + "\" 0\n");
        }
        Files.writeString(
                plain,
                "# Disk DescriptorFile\nversion=1\nCID=00c0ffee\nparentCID=ffffffff\n"
                        + "createType=\"twoGbMaxExtentFlat\"\n" + extents + "ddb.adapterType = \"ide\"\n");
        Path ciphertext = encryptedFolder.resolve("split.vmdk");
        encryption.encrypt(EncryptRequest.of(plain, ciphertext, TestKeys.ID));
        QemuImages.requireAccepted(ciphertext, "twoGbMaxExtentFlat", ODD_BYTES);
        Path back = folder.resolve("back.vmdk");
        encryption.decrypt(DecryptRequest.of(ciphertext, back));
        assertThat(QemuImages.contentDigest(back)).isEqualTo(QemuImages.digest(image));
    }

    @Test
    void sparseExtentsBeyondTwoGibComeBack() throws IOException {
        Path plain = folder.resolve("large.vmdk");
        Peers.output(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "vmdk",
                "-o",
                "subformat=twoGbMaxExtentSparse",
                plain.toString(),
                "5G");
        fill(plain, 0x11, "2146430k", "4M");
        fill(plain, 0x22, "4G", "64k");
        fill(plain, 0x33, "5242879k", "1k");
        Path ciphertext = encryptedFolder.resolve("large.vmdk");
        encryption.encrypt(EncryptRequest.of(plain, ciphertext, TestKeys.ID));
        QemuImages.requireAccepted(ciphertext, "twoGbMaxExtentSparse", 5L << 30);
        assertThat(files(encryptedFolder)).hasSize(4);
        Path back = folder.resolve("back.vmdk");
        encryption.decrypt(DecryptRequest.of(ciphertext, back));
        assertSameContent(plain, back);
    }

    @Test
    void twoTebibytesMostlyUnallocatedComeBack() throws IOException {
        Path plain = folder.resolve("huge.vmdk");
        Peers.output("qemu-img", "create", "-q", "-f", "vmdk", plain.toString(), "2T");
        fill(plain, 0x11, "0", "3M");
        fill(plain, 0x22, "1T", "100k");
        fill(plain, 0x33, "2147483584k", "64k");
        Path ciphertext = encryptedFolder.resolve("huge.vmdk");
        CopyResult result =
                encryption.encrypt(TestDisks.request(plain, ciphertext, Optional.empty(), DataUnit.BYTES_4096));
        assertThat(result.dataBytes()).isLessThan(8L << 20);
        QemuImages.requireAccepted(ciphertext, "monolithicSparse", 2L << 40);
        Path clone = folder.resolve("clone.vmdk");
        encryption.cloneDisk(CloneRequest.of(ciphertext, clone));
        Path back = folder.resolve("back.vmdk");
        encryption.decrypt(DecryptRequest.of(clone, back));
        assertSameContent(plain, back);
    }

    /** Compares by mapped ranges; that it sees a difference is shown first. */
    private void assertSameContent(Path plain, Path back) {
        assertThat(Peers.run("qemu-img", "compare", plain.toString(), back.toString())
                        .exitCode())
                .isZero();
        fill(back, 0x77, "1M", "512");
        assertThat(Peers.run("qemu-img", "compare", plain.toString(), back.toString())
                        .exitCode())
                .isEqualTo(1);
    }

    private static void fill(Path disk, int pattern, String offset, String length) {
        Peers.output(
                "qemu-io", "-f", "vmdk", "-c", "write -P " + pattern + " " + offset + " " + length, disk.toString());
    }

    private static Optional<CreateType> format(String label) {
        return CreateType.ofLabel(label);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
