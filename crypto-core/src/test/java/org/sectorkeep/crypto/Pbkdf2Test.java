// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.Pbkdf2.Hash;
import org.sectorkeep.testing.Peers;

class Pbkdf2Test {
    /** RFC 6070 for SHA-1, RFC 7914 section 11 for SHA-256. */
    @ParameterizedTest
    @CsvSource({
        "SHA_1, password, salt, 1, 0c60c80f961f0e71f3a9b524af6012062fe037a6",
        "SHA_1, password, salt, 4096, 4b007901b765489abead49d926f721d065a429c1",
        "SHA_1, passwordPASSWORDpassword, saltSALTsaltSALTsaltSALTsaltSALTsalt, 4096,"
                + " 3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
        "SHA_256, passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
    })
    void agreesWithPublishedVectors(Hash hash, String password, String salt, int iterations, String expected) {
        assertThat(derive(hash, password, salt.getBytes(US_ASCII), iterations, expected.length() / 2))
                .isEqualTo(HexFormat.of().parseHex(expected));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("peer")
    void agreesWithPython(Hash hash) {
        Peers.requirePythonModule("hashlib");
        byte[] salt = new byte[32];
        salt[3] = (byte) 0xa5;
        for (int lengthBytes : new int[] {1, 20, 64, 65, 200}) {
            String expected = Peers.output(
                            "/usr/bin/python3",
                            "-c",
                            "import hashlib, sys; print(hashlib.pbkdf2_hmac(sys.argv[1], b'a passphrase',"
                                    + " bytes.fromhex(sys.argv[2]), 1234, int(sys.argv[3])).hex())",
                            hash.name().replace("_", "").toLowerCase(Locale.ROOT),
                            HexFormat.of().formatHex(salt),
                            Integer.toString(lengthBytes))
                    .strip();
            assertThat(derive(hash, "a passphrase", salt, 1234, lengthBytes))
                    .isEqualTo(HexFormat.of().parseHex(expected));
        }
    }

    @Test
    void aPassphraseCountsInItsUtf8Form() {
        byte[] salt = {1, 2, 3};
        char[] passphrase = "a\u00e4\u20ac".toCharArray();
        try (SecretBytes fromText = PassphraseKdf.pbkdf2(Hash.SHA_256, passphrase, salt, 7, 32);
                SecretBytes utf8 = SecretBytes.copyOf(HexFormat.of().parseHex("61c3a4e282ac"));
                SecretBytes fromBytes = Pbkdf2.derive(Hash.SHA_256, utf8, salt, 7, 32)) {
            assertThat(fromText.contentEquals(fromBytes)).isTrue();
        }
        assertThat(passphrase).containsExactly('a', '\u00e4', '\u20ac');
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, salt length in bytes is \"0\"; expected 1 to 1024",
        "1025, 1, 1, salt length in bytes is \"1025\"; expected 1 to 1024",
        "8, 0, 1, iterations is \"0\"; expected 1 to 134217728",
        "8, -1, 1, iterations is \"-1\"; expected 1 to 134217728",
        "8, 134217729, 1, iterations is \"134217729\"; expected 1 to 134217728",
        "8, 1, 0, lengthBytes is \"0\"; expected 1 to 1024",
        "8, 1, 1025, lengthBytes is \"1025\"; expected 1 to 1024",
    })
    void refusesParametersOutOfRange(int saltBytes, int iterations, int lengthBytes, String message) {
        byte[] salt = new byte[saltBytes];
        assertThatThrownBy(() -> derive(Hash.SHA_1, "x", salt, iterations, lengthBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.replace(';', ','));
    }

    private static byte[] derive(Hash hash, String password, byte[] salt, int iterations, int lengthBytes) {
        try (SecretBytes secret = SecretBytes.copyOf(password.getBytes(US_ASCII));
                SecretBytes key = Pbkdf2.derive(hash, secret, salt, iterations, lengthBytes)) {
            return key.<byte[]>readArray(byte[]::clone);
        }
    }
}
