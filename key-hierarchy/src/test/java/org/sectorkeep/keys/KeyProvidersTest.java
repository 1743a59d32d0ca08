// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;

class KeyProvidersTest {
    @TempDir
    private Path folder;

    @Test
    void theFirstLocalProviderIsMadeOnceAndWorks() throws Exception {
        KeyProviders providers = KeyProviders.open(folder.resolve("home"));
        assertThat(providers.list()).isEmpty();
        assertThat(providers.defaultProvider()).isEmpty();

        KeyProviders.DefaultProvider first = providers.defaultOrCreateLocal();
        assertThat(first.created()).isTrue();
        assertThat(first.provider().name()).isEqualTo("local");
        assertThat(first.provider().store()).exists();
        assertThat(providers.defaultOrCreateLocal().created()).isFalse();

        Envelope envelope;
        try (HostKeys keys = HostKeys.of(providers, PassphraseSource.none());
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            KeyId id = keys.createKek("local");
            try (Kek kek = keys.kek(id)) {
                envelope = kek.wrap(Samples.header(XtsCipher.AES_XTS_256, id), dek);
            }
        }
        try (HostKeys keys = HostKeys.of(KeyProviders.open(folder.resolve("home")), PassphraseSource.none());
                Kek kek = keys.kek(envelope.header().keyId());
                SecretBytes unwrapped = kek.unwrap(envelope);
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            assertThat(unwrapped.contentEquals(dek)).isTrue();
        }
    }
}
