// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;

class KekTest {
    @ParameterizedTest
    @CsvSource({
        "HKDF_SHA512_AES256_GCM, AES_XTS_128",
        "HKDF_SHA512_AES256_GCM, AES_XTS_256",
        "SP800_108_AES256_KWP, AES_XTS_128",
        "SP800_108_AES256_KWP, AES_XTS_256",
        "REMOTE_AES256_GCM, AES_XTS_128",
        "REMOTE_AES256_GCM, AES_XTS_256"
    })
    void unwrapsWhatItWrapped(EnvelopeSuite suite, XtsCipher cipher) throws Exception {
        try (SecretBytes key = Samples.kekBytes();
                Kek kek = Samples.kek(suite, Samples.KEY_ID, key);
                SecretBytes dek = Samples.dek(cipher)) {
            Envelope envelope =
                    Envelope.decode(kek.wrap(suite, Samples.header(cipher), dek).encode());
            assertThat(envelope.suite()).isEqualTo(suite);
            assertThat(envelope.header()).isEqualTo(Samples.header(cipher));
            try (SecretBytes unwrapped = kek.unwrap(envelope)) {
                assertThat(unwrapped.contentEquals(dek)).isTrue();
            }
        }
    }

    @Test
    void wrapsInSuiteOneUnlessToldOtherwise() throws Exception {
        try (Kek kek = Samples.kek();
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            assertThat(kek.wrap(Samples.header(XtsCipher.AES_XTS_256), dek).suite())
                    .isEqualTo(EnvelopeSuite.HKDF_SHA512_AES256_GCM);
        }
    }

    /** All bytes, and each bit of each: what no longer is an envelope is refused as such, all else by cryptography. */
    @ParameterizedTest
    @EnumSource(EnvelopeSuite.class)
    void refusesAnEnvelopeWithAnyBitChanged(EnvelopeSuite suite) throws Exception {
        Envelope good = Samples.envelope(suite, XtsCipher.AES_XTS_256);
        Set<String> messages = new HashSet<>();
        int refusedByCryptography = 0;
        for (int bit = 0; bit < 8 * good.encode().length; bit++) {
            byte[] changed = good.encode();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Envelope envelope;
            try {
                envelope = Envelope.decode(changed);
            } catch (EnvelopeFormatException e) {
                continue;
            }
            // whoever opens it goes by the id that it names, so a changed id finds another handle
            try (SecretBytes key = Samples.kekBytes();
                    Kek kek = Samples.kek(suite, envelope.header().keyId(), key)) {
                assertThatThrownBy(() -> kek.unwrap(envelope))
                        .describedAs("bit %d", bit)
                        .isInstanceOf(AuthenticationException.class)
                        .satisfies(e -> messages.add(e.toString()));
            }
            refusedByCryptography++;
        }
        assertThat(refusedByCryptography).isGreaterThan(1000);
        assertThat(messages).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(EnvelopeSuite.class)
    void anotherKekOpensNothing(EnvelopeSuite suite) {
        Envelope envelope = Samples.envelope(suite, XtsCipher.AES_XTS_256);
        try (SecretBytes key = SecretBytes.takeFrom(Samples.counting(0x01, 32));
                Kek other = Samples.kek(suite, Samples.KEY_ID, key)) {
            assertThatThrownBy(() -> other.unwrap(envelope)).isInstanceOf(AuthenticationException.class);
        }
    }

    /** A wrapped DEK under the header of another disk of the same KEK, both of them genuine. */
    @ParameterizedTest
    @EnumSource(EnvelopeSuite.class)
    void theEnvelopeOfAnotherDiskDoesNotCarryItsDataKeyOver(EnvelopeSuite suite) throws Exception {
        byte[] bytes = Samples.envelope(suite, XtsCipher.AES_XTS_256).encode();
        byte[] otherDisk = DiskId.random().bytes();
        System.arraycopy(otherDisk, 0, bytes, 10, otherDisk.length);
        Envelope moved = Envelope.decode(bytes);
        assertThat(moved.header().diskId()).isEqualTo(DiskId.of(otherDisk));
        try (SecretBytes key = Samples.kekBytes();
                Kek kek = Samples.kek(suite, Samples.KEY_ID, key)) {
            assertThatThrownBy(() -> kek.unwrap(moved)).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void everyWrapHasItsOwnSalt() throws Exception {
        Set<String> salts = new HashSet<>();
        try (Kek kek = Samples.kek();
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            for (int i = 0; i < 20; i++) {
                Envelope envelope = kek.wrap(Samples.header(XtsCipher.AES_XTS_256), dek);
                salts.add(Arrays.toString(envelope.wrapped().salt()));
            }
        }
        assertThat(salts).hasSize(20);
    }

    @ParameterizedTest
    @EnumSource(KeyState.class)
    void onlyAnActiveKeyWraps(KeyState state) throws Exception {
        Envelope envelope = Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256);
        try (Kek kek = Kek.holding(Samples.KEY_ID, state, Samples.kekBytes());
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256)) {
            if (state == KeyState.ACTIVE) {
                assertThat(kek.wrap(envelope.header(), dek).header()).isEqualTo(envelope.header());
            } else {
                assertNotActive(() -> kek.wrap(envelope.header(), dek));
            }
            if (Set.of(KeyState.ACTIVE, KeyState.DEACTIVATED, KeyState.COMPROMISED)
                    .contains(state)) {
                kek.unwrap(envelope).close();
            } else {
                assertNotActive(() -> kek.unwrap(envelope));
            }
        }
    }

    private static void assertNotActive(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(KeyUnavailableException.Reason.NOT_ACTIVE))
                .hasMessageContaining(Samples.KEY_ID.toString());
    }

    @Test
    void refusesAHeaderThatDoesNotFit() {
        try (Kek kek = Samples.kek();
                SecretBytes dek = Samples.dek(XtsCipher.AES_XTS_256);
                SecretBytes shortDek = Samples.dek(XtsCipher.AES_XTS_128);
                SecretBytes otherDek = SecretBytes.random(64)) {
            EnvelopeHeader header = Samples.header(XtsCipher.AES_XTS_256);
            EnvelopeHeader otherKey = Samples.header(XtsCipher.AES_XTS_256, new KeyId("local", "other"));
            assertThatThrownBy(() -> kek.wrap(header, shortDek)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> kek.wrap(header, otherDek)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> kek.wrap(otherKey, dek)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesAKekOfAnotherLengthAndWipesIt() {
        SecretBytes tooShort = SecretBytes.random(16);
        assertThatThrownBy(() -> Kek.holding(Samples.KEY_ID, KeyState.ACTIVE, tooShort))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(tooShort.isClosed()).isTrue();
    }

    @Test
    void aClosedKekIsWipedAndRefuses() {
        SecretBytes bytes = Samples.kekBytes();
        Kek kek = Kek.holding(Samples.KEY_ID, KeyState.ACTIVE, bytes);
        kek.close();
        kek.close();
        assertThat(bytes.isClosed()).isTrue();
        Envelope envelope = Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256);
        assertThatThrownBy(() -> kek.unwrap(envelope)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void headersOutOfRangeAreRefused() {
        EnvelopeHeader good = Samples.header(XtsCipher.AES_XTS_256);
        assertThatThrownBy(() -> with(good, 0, 1, 1, good.created())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(good, 4096 + 512, 1, 1, good.created()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(good, 4096, 0, 1, good.created())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(good, 4096, 1, 0, good.created())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(good, 4096, 1, 1, Instant.ofEpochSecond(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(good, 4096, 1, 1, Instant.ofEpochSecond(253_402_300_800L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(with(good, 4096, 1, 1, Instant.ofEpochSecond(1, 999_999_999)).created())
                .isEqualTo(Instant.ofEpochSecond(1));
    }

    private static EnvelopeHeader with(
            EnvelopeHeader from, long capacityBytes, long dekGeneration, long envelopeGeneration, Instant created) {
        return new EnvelopeHeader(
                from.diskId(),
                capacityBytes,
                DataUnit.BYTES_4096,
                from.cipher(),
                from.dekId(),
                dekGeneration,
                envelopeGeneration,
                from.keyId(),
                created);
    }

    @Test
    void nothingPrintsAKey() {
        try (Kek kek = Samples.kek()) {
            assertThat(kek.toString()).isEqualTo("Kek[local/7d1f0c52b39e4a6885c0aa13f2e64b97]");
        }
    }
}
