// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;

/** Encrypting, re-encrypting and decrypting in place, undisturbed: every format, both ways to survive a crash. */
class InPlaceEncryptionTest {
    private static final int CAPACITY_BYTES = 5 * 1024 * 1024 + 4096;
    private static final int WINDOW_BYTES = 512 << 10;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();
    private final InPlaceEncryption inPlace =
            new InPlaceEncryption(new InPlaceMeans(keys, DiskOpening.REAL, WINDOW_BYTES));

    static Stream<Arguments> layoutsAndResiliences() {
        return Arrays.stream(InPlaceDisks.Layout.values())
                .flatMap(layout ->
                        Arrays.stream(Resilience.values()).map(resilience -> Arguments.of(layout, resilience)));
    }

    @ParameterizedTest
    @MethodSource("layoutsAndResiliences")
    void aDiskIsEncryptedRekeyedAndDecryptedWithItsContentKept(InPlaceDisks.Layout layout, Resilience resilience)
            throws IOException {
        Path plain = InPlaceDisks.plain(folder, layout, CAPACITY_BYTES, 1);
        byte[] content = InPlaceDisks.content(plain);
        BlockSearch plaintext = BlockSearch.ofBlocksOf(Files.write(folder.resolve("content"), content));
        Files.delete(folder.resolve("content"));
        InPlaceOptions options = InPlaceDisks.options(resilience);

        InPlaceResult encrypted = inPlace.encrypt(InPlaceDisks.encryption(plain, options));
        Path disk = encrypted.disk();
        assertThat(disk).isEqualTo(InPlaceDisks.opened(plain.toRealPath()));
        assertThat(InPlaceDisks.content(disk, keys)).isEqualTo(content);
        assertThat(leftBeside(disk)).isEmpty();
        for (Path file : files(disk)) {
            assertThat(plaintext.countIn(file)).as(file.toString()).isZero();
        }

        EnvelopeHeader first = encrypted.envelope().orElseThrow().header();
        EnvelopeHeader second = inPlace.rekey(InPlaceDisks.rekeying(disk, options))
                .envelope()
                .orElseThrow()
                .header();
        assertThat(second.diskId()).isEqualTo(first.diskId());
        assertThat(second.dekId()).isNotEqualTo(first.dekId());
        assertThat(second.dekGeneration()).isEqualTo(2);
        assertThat(second.envelopeGeneration()).isEqualTo(2);
        assertThat(InPlaceDisks.content(disk, keys)).isEqualTo(content);

        inPlace.decrypt(InPlaceDisks.decryption(disk, options));
        assertThat(InPlaceDisks.content(disk)).isEqualTo(content);
        assertThat(Files.readString(disk, StandardCharsets.ISO_8859_1)).doesNotContain("sectorkeep");
        assertThat(leftBeside(disk)).isEmpty();
    }

    @Test
    void aRawImageBecomesTheExtentOfTheDescriptorBesideIt() throws IOException {
        Path raw = InPlaceDisks.plain(folder, InPlaceDisks.Layout.RAW, CAPACITY_BYTES, 2);
        inPlace.encrypt(InPlaceDisks.encryption(raw, InPlaceOptions.DEFAULT));
        DiskInfo info = DiskInfo.read(folder.resolve("disk.vmdk"));
        assertThat(info.createType()).isEqualTo("monolithicFlat");
        assertThat(Files.readString(folder.resolve("disk.vmdk"))).contains("FLAT \"disk.raw\" 0");
        assertThatThrownBy(() -> inPlace.encrypt(InPlaceDisks.encryption(raw, InPlaceOptions.DEFAULT)))
                .isInstanceOf(AlreadyEncryptedException.class);
    }

    private List<Path> leftBeside(Path disk) throws IOException {
        try (Stream<Path> files = Files.list(disk.getParent())) {
            return files.filter(file -> file.getFileName().toString().matches(".*(sectorkeep|tmp).*"))
                    .toList();
        }
    }

    private static List<Path> files(Path disk) throws IOException {
        try (Stream<Path> files = Files.list(disk.getParent())) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
