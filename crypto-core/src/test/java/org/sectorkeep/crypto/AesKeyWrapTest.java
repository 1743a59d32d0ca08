// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesKeyWrapTest {
    @Property(tries = 100)
    void unwrapsWhatItWrapped(@ForAll @Size(32) byte[] kekBytes, @ForAll @IntRange(min = 2, max = 40) int semiblocks)
            throws AuthenticationException {
        try (SecretBytes kek = SecretBytes.copyOf(kekBytes);
                SecretBytes key = SecretBytes.random(8 * semiblocks)) {
            byte[] wrapped = AesKeyWrap.wrap(kek, key);
            assertThat(wrapped).hasSize(8 * semiblocks + 8);
            try (SecretBytes unwrapped = AesKeyWrap.unwrap(kek, wrapped)) {
                assertThat(unwrapped.contentEquals(key)).isTrue();
            }
        }
    }

    @Property(tries = 100)
    void unwrapsWhatItWrappedWithPadding(
            @ForAll @Size(32) byte[] kekBytes, @ForAll @Size(min = 1, max = 200) byte[] keyBytes)
            throws AuthenticationException {
        try (SecretBytes kek = SecretBytes.copyOf(kekBytes);
                SecretBytes key = SecretBytes.copyOf(keyBytes)) {
            byte[] wrapped = AesKeyWrap.wrapPadded(kek, key);
            assertThat(wrapped).hasSize((keyBytes.length + 7) / 8 * 8 + 8);
            try (SecretBytes unwrapped = AesKeyWrap.unwrapPadded(kek, wrapped)) {
                assertThat(unwrapped.contentEquals(key)).isTrue();
            }
        }
    }

    @Test
    void refusesAChangeOfAnyBit() {
        try (SecretBytes kek = SecretBytes.random(32);
                SecretBytes key = SecretBytes.random(32)) {
            byte[] wrapped = AesKeyWrap.wrap(kek, key);
            byte[] padded = AesKeyWrap.wrapPadded(kek, key);
            for (int bit = 0; bit < wrapped.length * Byte.SIZE; bit++) {
                assertRefused(kek, changed(wrapped, bit));
                assertRefused(kek, changed(padded, bit));
            }
        }
    }

    @Test
    void refusesEveryOtherLengthKeyAndMode() {
        try (SecretBytes kek = SecretBytes.random(32);
                SecretBytes otherKek = SecretBytes.random(32);
                SecretBytes key = SecretBytes.random(32)) {
            byte[] wrapped = AesKeyWrap.wrap(kek, key);
            byte[] padded = AesKeyWrap.wrapPadded(kek, key);
            for (int length = 0; length < 2 * wrapped.length; length++) {
                if (length != wrapped.length) {
                    assertRefused(kek, Arrays.copyOf(wrapped, length));
                    assertRefused(kek, Arrays.copyOf(padded, length));
                }
            }
            assertRefused(otherKek, wrapped);
            assertRefused(otherKek, padded);
            assertThatThrownBy(() -> AesKeyWrap.unwrap(kek, padded)).isInstanceOf(AuthenticationException.class);
            assertThatThrownBy(() -> AesKeyWrap.unwrapPadded(kek, wrapped)).isInstanceOf(AuthenticationException.class);
        }
    }

    @Property(tries = 300)
    void refusesAnyBytesAtAll(@ForAll @Size(max = 100) byte[] garbage) {
        try (SecretBytes kek = SecretBytes.random(32)) {
            assertRefused(kek, garbage);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 15, 17, 23, 25, 31, 33})
    void refusesToWrapAKeyOfABadLength(int lengthBytes) {
        try (SecretBytes kek = SecretBytes.random(32);
                SecretBytes key = SecretBytes.random(lengthBytes)) {
            assertThatThrownBy(() -> AesKeyWrap.wrap(kek, key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("key to wrap has \"" + lengthBytes + "\" bytes, expected a multiple of 8 from 16 up");
        }
    }

    @Test
    void refusesToWrapNothing() {
        try (SecretBytes kek = SecretBytes.random(32);
                SecretBytes key = SecretBytes.random(0)) {
            assertThatThrownBy(() -> AesKeyWrap.wrapPadded(kek, key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("key to wrap has \"0\" bytes, expected at least 1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 15, 17, 33, 64})
    void refusesAKekOfABadLength(int lengthBytes) {
        try (SecretBytes kek = SecretBytes.random(lengthBytes);
                SecretBytes key = SecretBytes.random(32)) {
            assertThatThrownBy(() -> AesKeyWrap.wrap(kek, key)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> AesKeyWrap.wrapPadded(kek, key)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> AesKeyWrap.unwrap(kek, new byte[40]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("16, 24 or 32 bytes");
        }
    }

    private static byte[] changed(byte[] wrapped, int bit) {
        byte[] changed = wrapped.clone();
        changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return changed;
    }

    private static void assertRefused(SecretBytes kek, byte[] wrapped) {
        String message = new AuthenticationException().getMessage();
        assertThatThrownBy(() -> AesKeyWrap.unwrap(kek, wrapped))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage(message)
                .hasNoCause();
        assertThatThrownBy(() -> AesKeyWrap.unwrapPadded(kek, wrapped))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage(message)
                .hasNoCause();
    }
}
