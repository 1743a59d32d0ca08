// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.testing.Peers;

/** A sealer whose key is in a token of SoftHSM2. */
@Tag("peer")
class TokenSealerTest {
    private static final String PIN = "4711";
    private static final byte[] DATA = {1, 2, 3};

    private Path library;

    /** The token library finds its configuration through a variable that the build sets for all tests of this module. */
    @BeforeEach
    void makeToken() throws IOException {
        Peers.requireProgram("softhsm2-util");
        Path installed = Path.of("/usr/lib/softhsm/libsofthsm2.so");
        Peers.require(Files.exists(installed), "there is no " + installed);
        library = installed;
        Path configuration = Path.of(Objects.requireNonNull(System.getenv("SOFTHSM2_CONF"), "SOFTHSM2_CONF"));
        Path tokens = configuration.resolveSibling("softhsm2-tokens");
        if (!Files.exists(configuration)) {
            Files.createDirectories(tokens);
            Files.writeString(configuration, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
            Peers.output(
                    "softhsm2-util", "--init-token", "--free", "--label", "host", "--pin", PIN, "--so-pin", "1234567");
        }
    }

    private Sealer sealer(String pin) throws IOException {
        return Sealer.ofToken(library, 0, purpose -> pin.toCharArray());
    }

    @Test
    void whatATokenSealedItOpensAgainAndNothingElse() throws Exception {
        byte[] sealed;
        try (Sealer sealer = sealer(PIN);
                SecretBytes secret = Samples.kekBytes()) {
            sealed = sealer.seal(DATA, secret);
            assertThat(sealer.seal(DATA, secret)).as("never the same twice").isNotEqualTo(sealed);
        }
        try (Sealer again = sealer(PIN);
                SecretBytes opened = again.open(DATA, sealed);
                SecretBytes expected = Samples.kekBytes()) {
            assertThat(opened.contentEquals(expected)).isTrue();
            assertThatThrownBy(() -> again.open(new byte[] {1, 2}, sealed)).isInstanceOf(AuthenticationException.class);
            for (int at = 0; at < sealed.length; at += 7) {
                byte[] changed = sealed.clone();
                changed[at] ^= 1;
                assertThatThrownBy(() -> again.open(DATA, changed)).isInstanceOf(AuthenticationException.class);
            }
            assertThatThrownBy(() -> again.open(DATA, new byte[3])).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void aHostKeyIsOpenedByTheTokenThatSealedIt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("host.key");
        try (Sealer token = sealer(PIN);
                SecretBytes secret = Samples.kekBytes()) {
            byte[] sealed;
            try (Sealer first = Sealer.ofHostKey(file, token)) {
                sealed = first.seal(DATA, secret);
            }
            try (Sealer second = Sealer.ofHostKey(file, token);
                    SecretBytes opened = second.open(DATA, sealed)) {
                assertThat(opened.contentEquals(secret)).isTrue();
            }
            try (Sealer another = Sealer.ofKeyFile(folder.resolve("seal.key"))) {
                assertThatThrownBy(() -> Sealer.ofHostKey(file, another))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("sealed by another key");
            }
        }
    }

    @Test
    void aWrongPinASlotThatIsNotThereAndNoLibraryAreEachSaidInOneLine() {
        assertThatThrownBy(() -> Sealer.ofToken(library, 7, purpose -> PIN.toCharArray()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("slot 7")
                .hasMessageNotContaining(PIN);
        assertThatThrownBy(() -> Sealer.ofToken(Path.of("/nowhere/p11.so"), 0, purpose -> PIN.toCharArray()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/nowhere/p11.so")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> sealer("0815")).isInstanceOf(IOException.class).hasMessageNotContaining("0815");
    }
}
