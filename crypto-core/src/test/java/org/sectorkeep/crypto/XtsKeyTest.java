// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class XtsKeyTest {
    @ParameterizedTest
    @EnumSource
    void generatedKeysFitTheirCipherAndDiffer(XtsCipher cipher) {
        try (XtsKey one = XtsKey.generate(cipher);
                XtsKey two = XtsKey.generate(cipher)) {
            assertThat(one.cipher()).isEqualTo(cipher);
            assertThat(one.bytes().lengthBytes()).isEqualTo(cipher.keyBytes());
            assertThat(one.bytes().contentEquals(two.bytes())).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 48, 63, 65, 128})
    void refusesOtherLengths(int length) {
        try (SecretBytes bytes = SecretBytes.random(length)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> XtsKey.of(bytes))
                    .withMessage("XTS key of " + length + " bytes, expected 32 or 64");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void refusesEqualHalvesAndTakesHalvesThatDifferInOneBit(int length) {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) {
            key[i] = (byte) (i % (length / 2));
        }
        try (SecretBytes bytes = SecretBytes.copyOf(key)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> XtsKey.of(bytes))
                    .withMessageContaining("equal halves");
        }
        for (int i = 0; i < length; i++) {
            byte[] changed = key.clone();
            changed[i] ^= 1;
            try (SecretBytes bytes = SecretBytes.copyOf(changed);
                    XtsKey accepted = XtsKey.of(bytes)) {
                assertThat(accepted.bytes().contentEquals(bytes)).isTrue();
            }
        }
    }

    @Test
    void outlivesTheSecretItWasMadeFromAndClosesItsOwn() {
        SecretBytes bytes = SecretBytes.random(64);
        XtsKey key = XtsKey.of(bytes);
        bytes.close();
        SecretBytes own = key.bytes();
        assertThat(own.isClosed()).isFalse();
        key.close();
        assertThat(own.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> SectorCipher.create(key, DataUnit.BYTES_512));
        assertThatIllegalStateException().isThrownBy(() -> XtsKey.of(bytes));
    }

    @Test
    void printsItsCipherOnly() {
        try (XtsKey key = XtsKey.generate(XtsCipher.AES_XTS_256)) {
            assertThat(key).hasToString("XtsKey[aes-xts-256]");
        }
    }

    @Test
    void labelsAndSizesAreKnown() {
        assertThat(XtsCipher.ofLabel("aes-xts-128")).isEqualTo(XtsCipher.AES_XTS_128);
        assertThat(XtsCipher.ofLabel("aes-xts-256")).isEqualTo(XtsCipher.AES_XTS_256);
        assertThatIllegalArgumentException().isThrownBy(() -> XtsCipher.ofLabel("AES-XTS-256"));
        assertThat(DataUnit.ofBytes(512).sectors()).isEqualTo(1);
        assertThat(DataUnit.ofBytes(4096).sectors()).isEqualTo(8);
        assertThatIllegalArgumentException().isThrownBy(() -> DataUnit.ofBytes(1024));
    }
}
