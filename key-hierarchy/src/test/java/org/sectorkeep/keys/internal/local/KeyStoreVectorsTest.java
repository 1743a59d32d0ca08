// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.testing.Peers;

/** The stores that {@code docs/on-disk-format.md} prints, and an independent program that opens them. */
class KeyStoreVectorsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "on-disk-format.md");
    private static final Path OPENER = Path.of("src", "test", "python", "open_keystore.py");

    @ParameterizedTest
    @ValueSource(strings = {"S1", "S2"})
    void theBytesAreThoseInTheDocument(String name) throws IOException {
        assertThat(hex(store(name).encode())).isEqualTo(block(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"S1", "S2"})
    void anIndependentProgramOpensThem(String name) {
        Peers.requirePythonModule("cryptography");
        try (SecretBytes unlockingKey = unlockingKey(name)) {
            String output = Peers.output(
                    "/usr/bin/python3",
                    OPENER.toString(),
                    unlockingKey.readArray(KeyStoreVectorsTest::hex),
                    hex(store(name).encode()));
            assertThat(output.lines())
                    .containsExactly(
                            "storeId 505152535455565758595a5b5c5d5e5f",
                            "derivationKey " + hex(StoreSamples.counting(0x60, 32)),
                            "key 7d1f0c52b39e4a6885c0aa13f2e64b97 2 1767323045 " + kek(0),
                            "key 0123456789abcdef0123456789abcdef 3 1767323046 " + kek(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"S1", "S2"})
    void unlockingKeysAndKeksAreThoseInTheDocument(String name) throws IOException {
        try (SecretBytes unlockingKey = unlockingKey(name)) {
            assertThat(Files.readString(DOCUMENT))
                    .contains(unlockingKey.readArray(KeyStoreVectorsTest::hex))
                    .contains(kek(0))
                    .contains(kek(1));
        }
    }

    private static KeyStore store(String name) {
        return name.equals("S1") ? StoreSamples.underKeyFile() : StoreSamples.underPassphrase();
    }

    private static SecretBytes unlockingKey(String name) {
        return name.equals("S1")
                ? StoreSamples.keyFileContent()
                : NewProtection.unlockingKey(StoreSamples.byPassphrase(), StoreSamples.PASSPHRASE);
    }

    private static String kek(int index) {
        try (DerivationKey key = StoreSamples.derivationKey();
                SecretBytes kek = key.kek(StoreSamples.KEYS.get(index).keyId())) {
            return kek.readArray(KeyStoreVectorsTest::hex);
        }
    }

    private static String block(String name) throws IOException {
        String text = Files.readString(DOCUMENT);
        String fence = "```hex " + name + "\n";
        int start = text.indexOf(fence);
        assertThat(start).as("vector %s in %s", name, DOCUMENT).isNotNegative();
        return text.substring(start + fence.length(), text.indexOf("```", start + fence.length()))
                .replaceAll("\\s", "");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
