// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

class RemoteKekTest {
    private static final XtsCipher CIPHER = XtsCipher.AES_XTS_256;

    @Test
    void aHeldKeyOpensWhatTheServerWrapped() throws Exception {
        try (SecretBytes kek = Samples.kekBytes();
                Kek remote = Samples.remoteKek(kek);
                Kek held = Samples.kek();
                SecretBytes dek = Samples.dek(CIPHER);
                SecretBytes opened = held.unwrap(remote.wrap(Samples.header(CIPHER), dek))) {
            assertThat(opened.contentEquals(dek)).isTrue();
        }
    }

    @Test
    void aHeldKeyDoesNotWrapInTheServersSuite() {
        try (Kek held = Samples.kek();
                SecretBytes dek = Samples.dek(CIPHER)) {
            assertThatThrownBy(() -> held.wrap(EnvelopeSuite.REMOTE_AES256_GCM, Samples.header(CIPHER), dek))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "REMOTE_AES256_GCM", mode = EnumSource.Mode.EXCLUDE)
    void suitesThatNeedTheKeyItselfAreRefusedWithTheReason(EnvelopeSuite suite) {
        try (SecretBytes kek = Samples.kekBytes();
                Kek remote = Samples.remoteKek(kek);
                SecretBytes dek = Samples.dek(CIPHER)) {
            assertThatThrownBy(() -> remote.wrap(suite, Samples.header(CIPHER), dek))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> remote.unwrap(Samples.envelope(suite, CIPHER)))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PROVIDER_INVALID))
                    .hasMessageContaining("leaves its keys in the server");
        }
    }

    @Test
    void aServerThatDoesNotBindTheAssociatedDataIsFoundOutWhenItWraps() {
        try (SecretBytes kek = Samples.kekBytes();
                Kek remote = new RemoteKek(Samples.KEY_ID, KeyState.ACTIVE, FakeKeyServer.careless(kek));
                SecretBytes dek = Samples.dek(CIPHER)) {
            assertThatThrownBy(() -> remote.wrap(Samples.header(CIPHER), dek))
                    .isInstanceOfSatisfying(
                            KeyUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PROVIDER_INVALID))
                    .hasMessageContaining("does not open what it wrapped");
        }
    }

    @ParameterizedTest
    @EnumSource(KeyState.class)
    void onlyAnActiveKeyWrapsAndOnlySomeUnwrap(KeyState state) throws Exception {
        Envelope envelope = Samples.envelope(EnvelopeSuite.REMOTE_AES256_GCM, CIPHER);
        try (SecretBytes kek = Samples.kekBytes();
                Kek remote = new RemoteKek(Samples.KEY_ID, state, FakeKeyServer.holding(kek));
                SecretBytes dek = Samples.dek(CIPHER)) {
            if (state.mayWrap()) {
                assertThat(remote.wrap(envelope.header(), dek).suite()).isEqualTo(EnvelopeSuite.REMOTE_AES256_GCM);
            } else {
                assertThatThrownBy(() -> remote.wrap(envelope.header(), dek)).hasMessageContaining("not active");
            }
            if (state.mayUnwrap()) {
                remote.unwrap(envelope).close();
            } else {
                assertThatThrownBy(() -> remote.unwrap(envelope)).hasMessageContaining("not active");
            }
        }
    }

    @Test
    void aClosedHandleRefuses() {
        Envelope envelope = Samples.envelope(EnvelopeSuite.REMOTE_AES256_GCM, CIPHER);
        try (SecretBytes kek = Samples.kekBytes()) {
            Kek remote = Samples.remoteKek(kek);
            remote.close();
            assertThatThrownBy(() -> remote.unwrap(envelope)).isInstanceOf(IllegalStateException.class);
        }
    }
}
