// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.local.DerivationKey;
import org.sectorkeep.keys.internal.local.StoreHeader;
import org.sectorkeep.keys.internal.local.StoreSamples;
import org.sectorkeep.testing.Peers;

class KmipProviderFileTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "on-disk-format.md");
    private static final byte[] GOOD = ProviderFileSamples.file().encode();

    @Test
    void theBytesAreThoseInTheDocument() throws Exception {
        assertThat(new String(GOOD, StandardCharsets.UTF_8)).isEqualTo(block());
    }

    @Test
    @Tag("peer")
    void anIndependentProgramOpensIt() throws Exception {
        Peers.requirePythonModule("cryptography");
        Path opener = Path.of("src", "test", "python", "open_kmip_provider.py");
        try (SecretBytes unlockingKey = StoreSamples.keyFileContent()) {
            String output = Peers.output(
                    "/usr/bin/python3",
                    opener.toString(),
                    unlockingKey.readArray(bytes -> HexFormat.of().formatHex(bytes)),
                    HexFormat.of().formatHex(GOOD));
            assertThat(output.lines())
                    .containsExactly(
                            "server kms-1.example.org:5696",
                            "server [2001:db8::1]:15696",
                            "password "
                                    + HexFormat.of()
                                            .formatHex(ProviderFileSamples.PASSWORD.getBytes(StandardCharsets.UTF_8)),
                            "clientKey ",
                            "newClientKey ",
                            "wrappingKey " + HexFormat.of().formatHex(StoreSamples.counting(0x10, 32)));
        }
    }

    private static String block() throws Exception {
        String text = Files.readString(DOCUMENT);
        String fence = "```text P1\n";
        int start = text.indexOf(fence);
        assertThat(start).as("vector P1 in %s", DOCUMENT).isNotNegative();
        return text.substring(start + fence.length(), text.indexOf("```", start + fence.length()));
    }

    @Test
    void decodingAndEncodingIsIdentityAndTheSecretsComeBack() throws Exception {
        KmipProviderFile file = KmipProviderFile.decode(GOOD);
        assertThat(file.encode()).isEqualTo(GOOD);
        assertThat(file.description()).isEqualTo(ProviderFileSamples.description());
        assertThat(KmipProviderFile.isOne(GOOD)).isTrue();
        assertThat(KmipProviderFile.isOne("SKLS".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        try (DerivationKey key = StoreSamples.derivationKey();
                ProviderSecrets secrets = file.open(key);
                ProviderSecrets expected = ProviderFileSamples.secrets()) {
            assertThat(secrets.password()
                            .orElseThrow()
                            .contentEquals(expected.password().orElseThrow()))
                    .isTrue();
            assertThat(secrets.wrappingKey()
                            .orElseThrow()
                            .contentEquals(expected.wrappingKey().orElseThrow()))
                    .isTrue();
            assertThat(secrets.clientKey()).isEmpty();
            assertThat(secrets.newClientKey()).isEmpty();
            assertThat(secrets.toString()).doesNotContain("s3cret");
        }
    }

    /** Whoever can write the file, but not open it, can neither read the password nor send it to a server of his. */
    @Test
    void noByteCanBeChangedUnseen() throws Exception {
        try (DerivationKey key = StoreSamples.derivationKey()) {
            for (int bit = 0; bit < 8 * GOOD.length; bit += 3) { // coprime with 8: every bit of some byte
                byte[] changed = GOOD.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> KmipProviderFile.decode(changed).open(key))
                        .describedAs("bit %d", bit)
                        .isInstanceOf(ProviderFileException.class)
                        .hasMessageNotContaining("s3cret");
            }
        }
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < GOOD.length; length++) {
            byte[] cut = Arrays.copyOf(GOOD, length);
            assertThatThrownBy(() -> KmipProviderFile.decode(cut)).isInstanceOf(ProviderFileException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sectorkeep-kmip-provider v1, sectorkeep-kmip-provider v2, its first line",
        "server=kms-1.example.org:5696, server=kms-1.example.org, one form",
        "server=kms-1.example.org:5696, server=, host",
        "version=1.4, version=9.9, KMIP version",
        "callMillis=20000, callMillis=020000, one form",
        "callMillis=20000, callMillis=x, not a number",
        "callMillis=20000, callMillis=1, call deadline",
        "trust=pins, trust=hope, trust 'hope'",
        "pin=sha256:ab, pin=sha256:xb, pin",
        "use=wrapped, use=borrowed, use 'borrowed'",
        "use=wrapped, other=wrapped, is not 'use="
    })
    void aLineThatIsNotAsItMustBeIsNamed(String line, String other, String problem) {
        String changed = new String(GOOD, StandardCharsets.UTF_8).replace(line, other);
        assertThat(changed.getBytes(StandardCharsets.UTF_8)).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> KmipProviderFile.decode(changed.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProviderFileException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void anotherKeyDoesNotOpenIt() throws Exception {
        KmipProviderFile file = KmipProviderFile.decode(GOOD);
        try (DerivationKey other = StoreHeader.newDerivationKey()) {
            assertThatThrownBy(() -> file.open(other)).isInstanceOf(ProviderFileException.class);
        }
    }
}
