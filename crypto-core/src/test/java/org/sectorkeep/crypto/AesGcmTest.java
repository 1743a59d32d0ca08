// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmTest {
    private static final byte[] NONCE = new byte[AesGcm.NONCE_BYTES];
    private static final byte[] DATA = {1, 2, 3};

    @Property(tries = 100)
    void opensWhatItSealed(
            @ForAll @Size(32) byte[] key,
            @ForAll @Size(12) byte[] nonce,
            @ForAll byte[] associatedData,
            @ForAll byte[] message)
            throws AuthenticationException {
        try (SecretBytes secret = SecretBytes.copyOf(key);
                SecretBytes plaintext = SecretBytes.copyOf(message)) {
            byte[] ciphertext = AesGcm.seal(secret, nonce, associatedData, plaintext);
            assertThat(ciphertext).hasSize(message.length + AesGcm.TAG_BYTES);
            try (SecretBytes opened = AesGcm.open(secret, nonce, associatedData, ciphertext)) {
                assertThat(opened.contentEquals(plaintext)).isTrue();
            }
        }
    }

    @Test
    void refusesAChangeOfAnyByte() {
        try (SecretBytes key = SecretBytes.random(32);
                SecretBytes plaintext = SecretBytes.random(32)) {
            byte[] ciphertext = AesGcm.seal(key, NONCE, DATA, plaintext);
            for (int i = 0; i < ciphertext.length; i++) {
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    byte[] changed = ciphertext.clone();
                    changed[i] ^= (byte) (1 << bit);
                    assertRefused(key, NONCE, DATA, changed);
                }
            }
            assertRefused(key, NONCE, new byte[] {1, 2, 4}, ciphertext);
            assertRefused(key, NONCE, new byte[] {1, 2}, ciphertext);
            byte[] otherNonce = NONCE.clone();
            otherNonce[11] = 1;
            assertRefused(key, otherNonce, DATA, ciphertext);
        }
    }

    @Test
    void refusesEveryOtherLengthAndKey() {
        try (SecretBytes key = SecretBytes.random(32);
                SecretBytes otherKey = SecretBytes.random(32);
                SecretBytes plaintext = SecretBytes.random(32)) {
            byte[] ciphertext = AesGcm.seal(key, NONCE, DATA, plaintext);
            for (int length = 0; length < 2 * ciphertext.length; length++) {
                if (length != ciphertext.length) {
                    assertRefused(key, NONCE, DATA, Arrays.copyOf(ciphertext, length));
                }
            }
            assertRefused(otherKey, NONCE, DATA, ciphertext);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 17, 23, 25, 31, 33, 64})
    void refusesAKeyOfAnotherLength(int lengthBytes) {
        try (SecretBytes key = SecretBytes.random(lengthBytes)) {
            assertThatThrownBy(() -> AesGcm.seal(key, NONCE, DATA, key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an AES key has 16, 24 or 32 bytes, this one has \"" + lengthBytes + "\"");
            assertThatThrownBy(() -> AesGcm.open(key, NONCE, DATA, new byte[32]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 13, 16})
    void refusesANonceOfAnotherLength(int lengthBytes) {
        try (SecretBytes key = SecretBytes.random(32)) {
            byte[] nonce = new byte[lengthBytes];
            assertThatThrownBy(() -> AesGcm.seal(key, nonce, DATA, key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("nonce has \"" + lengthBytes + "\" bytes, expected 12");
            assertThatThrownBy(() -> AesGcm.open(key, nonce, DATA, new byte[32]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void assertRefused(SecretBytes key, byte[] nonce, byte[] associatedData, byte[] ciphertext) {
        assertThatThrownBy(() -> AesGcm.open(key, nonce, associatedData, ciphertext))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage(new AuthenticationException().getMessage())
                .hasNoCause();
    }
}
