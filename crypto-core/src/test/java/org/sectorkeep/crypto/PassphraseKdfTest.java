// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.internal.bc.Argon2;

class PassphraseKdfTest {
    private static final byte[] SALT = "somesalt".getBytes(US_ASCII);

    /** Vectors of the reference implementation: password, "somesalt", 2 iterations. */
    @ParameterizedTest
    @CsvSource({
        "256, 1, 9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
        "256, 2, 6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
        "65536, 1, 09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
    })
    void agreesWithTheReferenceImplementation(int memoryKib, int parallelism, String expected) {
        assertThat(derive("password", memoryKib, 2, parallelism))
                .isEqualTo(HexFormat.of().parseHex(expected));
    }

    @Test
    void encodesThePassphraseAsUtf8() {

        assertThat(derive("a\u00e4\u20ac\ud83d\ude00", 64, 1, 1)).isEqualTo(deriveFromUtf8("61 c3a4 e282ac f09f9880"));
        assertThat(derive("\uffff".repeat(500), 64, 1, 1)).isEqualTo(deriveFromUtf8("efbfbf".repeat(500)));
    }

    @Test
    void leavesThePassphraseToTheCaller() {
        char[] passphrase = "secret".toCharArray();
        PassphraseKdf.argon2id(passphrase, SALT, 64, 1, 1, 32).close();
        assertThat(passphrase).containsExactly('s', 'e', 'c', 'r', 'e', 't');
    }

    @ParameterizedTest
    @CsvSource({
        "7, 1, 1, 32, 8, memoryKib is \"7\"; expected 8 to 4194304",
        "31, 1, 4, 32, 8, memoryKib is \"31\"; expected 32 to 4194304",
        "4194305, 1, 1, 32, 8, memoryKib is \"4194305\"; expected 8 to 4194304",
        "2147483647, 1, 1, 32, 8, memoryKib is \"2147483647\"; expected 8 to 4194304",
        "-1, 1, 1, 32, 8, memoryKib is \"-1\"; expected 8 to 4194304",
        "64, 0, 1, 32, 8, iterations is \"0\"; expected 1 to 1000",
        "64, 1001, 1, 32, 8, iterations is \"1001\"; expected 1 to 1000",
        "64, 1, 0, 32, 8, parallelism is \"0\"; expected 1 to 64",
        "64, 1, 65, 32, 8, parallelism is \"65\"; expected 1 to 64",
        "64, 1, 2147483647, 32, 8, parallelism is \"2147483647\"; expected 1 to 64",
        "64, 1, 1, 15, 8, lengthBytes is \"15\"; expected 16 to 1024",
        "64, 1, 1, 1025, 8, lengthBytes is \"1025\"; expected 16 to 1024",
        "64, 1, 1, 32, 7, salt length in bytes is \"7\"; expected 8 to 64",
        "64, 1, 1, 32, 65, salt length in bytes is \"65\"; expected 8 to 64",
    })
    void refusesParametersOutOfRange(
            int memoryKib, int iterations, int parallelism, int lengthBytes, int saltBytes, String message) {
        char[] passphrase = {'x'};
        byte[] salt = new byte[saltBytes];
        assertThatThrownBy(
                        () -> PassphraseKdf.argon2id(passphrase, salt, memoryKib, iterations, parallelism, lengthBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.replace(';', ','));
    }

    @Test
    void refusesMoreMemoryThanTheHeapCanGive() {
        assertThatThrownBy(() -> PassphraseKdf.checkHeap(1 << 20, 1L << 30))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memoryKib is \"1048576\", expected at most 657930 with a Java heap of 1024 MiB:"
                        + " give Java a larger one with -Xmx");
        assertThatThrownBy(() -> PassphraseKdf.checkHeap(657_931, 1L << 30)).isNotNull();
        assertThatCode(() -> PassphraseKdf.checkHeap(657_930, 1L << 30)).doesNotThrowAnyException();
        assertThatCode(() -> PassphraseKdf.checkHeap(PassphraseKdf.MAX_MEMORY_KIB, 8L << 30))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> PassphraseKdf.checkHeap(8, 0)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, PassphraseKdf.MAX_PASSPHRASE_CHARS + 1})
    void refusesAPassphraseOfABadLength(int lengthChars) {
        assertThatThrownBy(() -> PassphraseKdf.argon2id(new char[lengthChars], SALT, 64, 1, 1, 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("passphrase length in characters is \"" + lengthChars + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d"})
    void refusesHalfOfASurrogatePairAndDoesNotShowIt(String passphrase) {
        assertThatThrownBy(() -> derive(passphrase, 64, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("passphrase holds half of a surrogate pair, expected valid UTF-16")
                .hasNoCause();
    }

    private static byte[] derive(String passphrase, int memoryKib, int iterations, int parallelism) {
        try (SecretBytes key =
                PassphraseKdf.argon2id(passphrase.toCharArray(), SALT, memoryKib, iterations, parallelism, 32)) {
            return key.<byte[]>readArray(byte[]::clone);
        }
    }

    private static byte[] deriveFromUtf8(String hex) {
        byte[] tag = new byte[32];
        byte[] password = HexFormat.of().parseHex(hex.replace(" ", ""));
        new Argon2(Argon2.Variant.ID, 64, 1, 1).fill(tag, password, SALT, new byte[0], new byte[0]);
        return tag;
    }
}
