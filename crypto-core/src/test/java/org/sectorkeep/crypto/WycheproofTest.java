// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class WycheproofTest {
    @TestFactory
    Stream<DynamicTest> keyWrap() {
        // The three "acceptable" ones wrap 8 bytes, which SP 800-38F does not allow.
        Map<String, Integer> outcomes = Map.of("valid", 36, "refused acceptable", 3, "refused invalid", 126);
        return Wycheproof.tests("aes_wrap_test.json", outcomes, vector -> {
            byte[] plain = vector.bytes("msg");
            byte[] wrapped = vector.bytes("ct");
            try (SecretBytes kek = SecretBytes.copyOf(vector.bytes("key"));
                    SecretBytes key = SecretBytes.copyOf(plain)) {
                if (vector.isValid()) {
                    assertThat(AesKeyWrap.wrap(kek, key)).isEqualTo(wrapped);
                    assertHolds(AesKeyWrap.unwrap(kek, wrapped), plain);
                    return "valid";
                }
                if (plain.length < 16 || plain.length % 8 != 0) {
                    assertThatThrownBy(() -> AesKeyWrap.wrap(kek, key)).isInstanceOf(IllegalArgumentException.class);
                }
                assertThatThrownBy(() -> AesKeyWrap.unwrap(kek, wrapped)).isInstanceOf(AuthenticationException.class);
                return "refused " + vector.result();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> keyWrapWithPadding() {
        return Wycheproof.tests("aes_kwp_test.json", Map.of("valid", 77, "refused", 177), vector -> {
            byte[] wrapped = vector.bytes("ct");
            try (SecretBytes kek = SecretBytes.copyOf(vector.bytes("key"));
                    SecretBytes key = SecretBytes.copyOf(vector.bytes("msg"))) {
                if (vector.isValid()) {
                    assertThat(AesKeyWrap.wrapPadded(kek, key)).isEqualTo(wrapped);
                    assertHolds(AesKeyWrap.unwrapPadded(kek, wrapped), vector.bytes("msg"));
                    return "valid";
                }
                assertThatThrownBy(() -> AesKeyWrap.unwrapPadded(kek, wrapped))
                        .isInstanceOf(AuthenticationException.class);
                return "refused";
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> gcm() {
        Map<String, Integer> outcomes =
                Map.of("valid", 116, "refused", 81, "valid, nonce not offered", 113, "refused, empty nonce", 6);
        return Wycheproof.tests("aes_gcm_test.json", outcomes, GcmVectors::outcome);
    }

    @TestFactory
    Stream<DynamicTest> hkdf() {
        return Wycheproof.tests("hkdf_sha512_test.json", Map.of("valid", 80, "refused", 3), vector -> {
            try (SecretBytes inputKey = SecretBytes.copyOf(vector.bytes("ikm"))) {
                byte[] salt = vector.bytes("salt");
                byte[] info = vector.bytes("info");
                int lengthBytes = vector.number("size");
                if (vector.isValid()) {
                    assertHolds(Hkdf.sha512(inputKey, salt, info, lengthBytes), vector.bytes("okm"));
                    return "valid";
                }
                assertThatThrownBy(() -> Hkdf.sha512(inputKey, salt, info, lengthBytes))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("expected 1 to 16320");
                return "refused";
            }
        });
    }

    private static void assertHolds(SecretBytes actual, byte[] expected) {
        try (actual) {
            assertThat(actual.<byte[]>readArray(byte[]::clone)).isEqualTo(expected);
        }
    }
}
