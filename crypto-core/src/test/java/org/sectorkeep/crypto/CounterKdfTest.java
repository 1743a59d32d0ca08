// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.NistVectors.Vector;

class CounterKdfTest {
    private static final Map<String, String> OUR_MODE =
            Map.of("PRF", "HMAC_SHA384", "CTRLOCATION", "BEFORE_FIXED", "RLEN", "32_BITS");

    @Test
    @Tag("peer")
    void agreesWithTheValidationVectorsOfSp800108() {
        List<Vector> vectors = NistVectors.read("KDF/nist-800-108-KBKDF-CTR.txt").stream()
                .filter(vector -> vector.values().entrySet().containsAll(OUR_MODE.entrySet()))
                .toList();
        assertThat(vectors).hasSize(40);
        for (Vector vector : vectors) {
            int lengthBytes = vector.number("L") / Byte.SIZE;
            try (SecretBytes key = SecretBytes.copyOf(vector.bytes("KI"));
                    SecretBytes output = CounterKdf.derive(key, vector.bytes("FixedInputData"), lengthBytes)) {
                assertThat(output.<byte[]>readArray(byte[]::clone)).isEqualTo(vector.bytes("KO"));
            }
        }
    }

    @Test
    @Tag("peer")
    void agreesWithOpenSslOnTheFixedInput() {
        List<PythonKdf.Case> cases = new ArrayList<>();
        for (int lengthBytes : new int[] {1, 32, 47, 48, 49, 64, 95, 96, 97, 12_239, 12_240}) {
            for (int labelBytes : new int[] {1, 8, 60, 128}) {
                cases.add(PythonKdf.Case.of(
                        RandomBytes.array(lengthBytes % 200 + 1),
                        label(labelBytes),
                        RandomBytes.array(128 - labelBytes),
                        lengthBytes));
            }
        }
        List<byte[]> expected = PythonKdf.counterHmacSha384(cases);
        assertThat(expected).hasSize(44);
        for (int i = 0; i < cases.size(); i++) {
            PythonKdf.Case each = cases.get(i);
            assertThat(derive(each.key(), each.first(), each.second(), each.lengthBytes()))
                    .isEqualTo(expected.get(i));
        }
    }

    @Test
    void agreesWithAnAnswerOfOpenSsl() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        // openssl kdf -keylen 80 -kdfopt mac:HMAC -kdfopt digest:SHA384 -kdfopt mode:counter -kdfopt hexkey:0001..1f
        // -kdfopt salt:label -kdfopt info:context KBKDF
        assertThat(derive(key, "label".getBytes(US_ASCII), "context".getBytes(US_ASCII), 80))
                .isEqualTo(HexFormat.of()
                        .parseHex("de44d4a50208abb510b2b87911e65056dafc71f2faf2395514fc3c74a6880651"
                                + "e94c90e83989e04870838dc5d17b78130627418b1c64011c1a4103c4bfe85b21"
                                + "eac1eda311b7ecaed44fabf41c0e13e4"));
    }

    @Test
    void dependsOnTheLengthAsked() {
        byte[] label = label(5);
        byte[] longer = derive(new byte[32], label, new byte[0], 64);
        assertThat(derive(new byte[32], label, new byte[0], 32)).isNotEqualTo(Arrays.copyOf(longer, 32));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, CounterKdf.MAX_LENGTH_BYTES + 1, Integer.MAX_VALUE})
    void refusesALengthOutOfRange(int lengthBytes) {
        assertThatThrownBy(() -> derive(new byte[32], label(5), new byte[0], lengthBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lengthBytes is \"" + lengthBytes + "\", expected 1 to 12240");
    }

    @Test
    void refusesALabelThatHoldsTheSeparator() {
        assertThatThrownBy(() -> derive(new byte[32], new byte[] {'a', 0}, new byte[0], 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("label holds a zero byte, expected none");
    }

    private static byte[] label(int lengthBytes) {
        return HexFormat.of()
                .formatHex(RandomBytes.array((lengthBytes + 1) / 2))
                .substring(0, lengthBytes)
                .getBytes(US_ASCII);
    }

    private static byte[] derive(byte[] key, byte[] label, byte[] context, int lengthBytes) {
        try (SecretBytes secret = SecretBytes.copyOf(key);
                SecretBytes output = CounterKdf.hmacSha384(secret, label, context, lengthBytes)) {
            return output.<byte[]>readArray(byte[]::clone);
        }
    }
}
