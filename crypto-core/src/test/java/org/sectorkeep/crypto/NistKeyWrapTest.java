// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.NistVectors.Vector;

/** The validation vectors of SP 800-38F: 500 for each operation and key length. */
@Tag("peer")
class NistKeyWrapTest {
    private static final String FOLDER = "keywrap/kwtestvectors/";

    private interface Unwrap {
        SecretBytes apply(SecretBytes kek, byte[] wrapped) throws AuthenticationException;
    }

    private interface Wrap {
        byte[] apply(SecretBytes kek, SecretBytes key);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void wrapsAsNistSays(int keyBits) {
        assertWraps("KW_AE_" + keyBits, AesKeyWrap::wrap);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void wrapsWithPaddingAsNistSays(int keyBits) {
        assertWraps("KWP_AE_" + keyBits, AesKeyWrap::wrapPadded);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void unwrapsAsNistSays(int keyBits) throws AuthenticationException {
        assertUnwraps("KW_AD_" + keyBits, AesKeyWrap::unwrap);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void unwrapsWithPaddingAsNistSays(int keyBits) throws AuthenticationException {
        assertUnwraps("KWP_AD_" + keyBits, AesKeyWrap::unwrapPadded);
    }

    private static void assertWraps(String fileName, Wrap wrap) {
        List<Vector> vectors = NistVectors.read(FOLDER + fileName + ".txt");
        assertThat(vectors).hasSize(500);
        for (Vector vector : vectors) {
            try (SecretBytes kek = SecretBytes.copyOf(vector.bytes("K"));
                    SecretBytes key = SecretBytes.copyOf(vector.bytes("P"))) {
                assertThat(wrap.apply(kek, key)).as(vector.toString()).isEqualTo(vector.bytes("C"));
            }
        }
    }

    private static void assertUnwraps(String fileName, Unwrap unwrap) throws AuthenticationException {
        List<Vector> vectors = NistVectors.read(FOLDER + fileName + ".txt");
        assertThat(vectors).hasSize(500);
        assertThat(vectors.stream().filter(vector -> vector.has("FAIL"))).hasSize(100);
        for (Vector vector : vectors) {
            try (SecretBytes kek = SecretBytes.copyOf(vector.bytes("K"))) {
                assertUnwraps(vector, kek, unwrap);
            }
        }
    }

    private static void assertUnwraps(Vector vector, SecretBytes kek, Unwrap unwrap) throws AuthenticationException {
        byte[] wrapped = vector.bytes("C");
        if (vector.has("FAIL")) {
            assertThatThrownBy(() -> unwrap.apply(kek, wrapped)).isInstanceOf(AuthenticationException.class);
            return;
        }
        try (SecretBytes key = unwrap.apply(kek, wrapped);
                SecretBytes expected = SecretBytes.copyOf(vector.bytes("P"))) {
            assertThat(key.contentEquals(expected)).as(vector.toString()).isTrue();
        }
    }
}
