// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** Whether a host may hold keys, and the keys that a control plane hands to it. */
class HostStateTest {
    private static final Envelope ENVELOPE =
            Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256);

    private final HostKeys keys = new HostKeys(KeyProvider::handedOver);

    @AfterEach
    void close() {
        keys.close();
    }

    private static Kek handed(SecretBytes key) {
        return Kek.holding(Samples.KEY_ID, KeyState.ACTIVE, key);
    }

    private void assertMissing() {
        assertThatThrownBy(() -> keys.kek(Samples.KEY_ID))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.MISSING_IN_CACHE))
                .hasMessageContaining(Samples.KEY_ID.toString());
    }

    @Test
    void aHostThatIsHandedItsKeysAsksNobodyAndUsesWhatItWasHanded() throws Exception {
        assertMissing();
        assertThatThrownBy(() -> keys.createKek("local")).hasMessageContaining("missing in cache");
        SecretBytes key = Samples.kekBytes();
        keys.accept(handed(key));
        try (Kek kek = keys.kek(Samples.KEY_ID)) {
            kek.unwrap(ENVELOPE).close();
        }
        assertThat(keys.cachedKeys())
                .singleElement()
                .satisfies(held -> assertThat(held.users()).isEqualTo(1));
        keys.letGo(Samples.KEY_ID);
        assertThat(key.isClosed()).isTrue();
        assertMissing();
    }

    @Test
    void aKeyThatIsTakenBackStaysAsLongAsItIsInUse() throws Exception {
        SecretBytes key = Samples.kekBytes();
        keys.accept(handed(key));
        try (Kek kek = keys.kek(Samples.KEY_ID)) {
            keys.letGo(Samples.KEY_ID);
            keys.letGo(Samples.KEY_ID);
            kek.unwrap(ENVELOPE).close();
        }
        assertThat(key.isClosed()).isTrue();
    }

    @Test
    void aKeyThatIsHandedOverAgainIsHeldOnceAndTheCopyWiped() throws Exception {
        SecretBytes first = Samples.kekBytes();
        SecretBytes second = Samples.kekBytes();
        keys.accept(handed(first));
        keys.accept(handed(second));
        assertThat(first.isClosed()).isFalse();
        assertThat(second.isClosed()).isTrue();
        keys.letGo(Samples.KEY_ID);
        assertThat(first.isClosed()).isTrue();
    }

    @Test
    void aLockForgetsWhatWasHandedOverAndTakesNothingBeforeTheUnlock() throws Exception {
        SecretBytes key = Samples.kekBytes();
        keys.accept(handed(key));
        keys.lock();
        assertThat(key.isClosed()).isTrue();
        SecretBytes late = Samples.kekBytes();
        assertThatThrownBy(() -> keys.accept(handed(late))).hasMessageContaining("locked");
        assertThat(late.isClosed()).isTrue();
        keys.unlock();
        assertMissing();
        keys.accept(handed(Samples.kekBytes()));
        keys.kek(Samples.KEY_ID).close();
    }

    @Test
    void onlyASafeHostIsHandedKeys() throws Exception {
        assertThat(keys.state()).isEqualTo(HostState.SAFE);
        keys.giveUp();
        assertThat(keys.state()).isEqualTo(HostState.INCAPABLE);
        assertRefused("incapable");
        assertThatThrownBy(keys::makeSafe)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("incapable");
        keys.prepare();
        assertRefused("prepared");
        keys.makeSafe();
        keys.accept(handed(Samples.kekBytes()));
        keys.kek(Samples.KEY_ID).close();
    }

    private void assertRefused(String state) {
        SecretBytes key = Samples.kekBytes();
        assertThatThrownBy(() -> keys.accept(handed(key)))
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_PERMISSION))
                .hasMessageContaining(state);
        assertThat(key.isClosed()).isTrue();
    }

    @Test
    void aHostThatGivesUpKeepsWhatIsInUseAndGetsNothingMore() throws Exception {
        FakeProvider provider = new FakeProvider();
        try (HostKeys direct = new HostKeys(id -> provider);
                Kek used = direct.kek(Samples.KEY_ID)) {
            direct.giveUp();
            assertThat(direct.state()).isEqualTo(HostState.PENDING_INCAPABLE);
            used.unwrap(ENVELOPE).close();
            direct.kek(Samples.KEY_ID).close();
            assertThatThrownBy(() -> direct.kek(new KeyId("local", "other"))).hasMessageContaining("pending incapable");
            assertThatThrownBy(() -> direct.createKek("local")).hasMessageContaining("pending incapable");
            assertThat(direct.hold(List.of(new KeyId("local", "other"))).failures())
                    .hasSize(1);
            assertThat(provider.fetches).hasValue(1);
        }
    }
}
