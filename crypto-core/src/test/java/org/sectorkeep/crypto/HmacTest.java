// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sectorkeep.crypto.NistVectors.Vector;

class HmacTest {
    @Test
    void agreesWithRfc4231TestCase2() {
        byte[] question = "what do ya want for nothing?".getBytes(US_ASCII);
        try (SecretBytes key = SecretBytes.copyOf("Jefe".getBytes(US_ASCII))) {
            assertThat(Hmac.sha384(key, question))
                    .isEqualTo(hex("af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47"
                            + "e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"));
            assertThat(Hmac.sha512(key, question))
                    .isEqualTo(hex("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd6"
                            + "10270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"));
        }
    }

    @Test
    @Tag("peer")
    void agreesWithAllOfRfc4231() {
        List<Vector> sha384 = NistVectors.read("HMAC/rfc-4231-sha384.txt");
        List<Vector> sha512 = NistVectors.read("HMAC/rfc-4231-sha512.txt");
        assertThat(sha384).hasSize(6);
        assertThat(sha512).hasSize(6);
        for (Vector vector : sha384) {
            try (SecretBytes key = SecretBytes.copyOf(vector.bytes("Key"))) {
                assertThat(Hmac.sha384(key, vector.bytes("Msg"))).isEqualTo(vector.bytes("MD"));
            }
        }
        for (Vector vector : sha512) {
            try (SecretBytes key = SecretBytes.copyOf(vector.bytes("Key"))) {
                assertThat(Hmac.sha512(key, vector.bytes("Msg"))).isEqualTo(vector.bytes("MD"));
            }
        }
    }

    @Property(tries = 50)
    void partsCountAsTheirConcatenation(
            @ForAll @Size(max = 300) byte[] key, @ForAll byte[] first, @ForAll byte[] second) {
        byte[] whole = new byte[first.length + second.length];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        try (SecretBytes secret = SecretBytes.copyOf(key)) {
            assertThat(Hmac.sha384(secret, first, second)).isEqualTo(Hmac.sha384(secret, whole));
            assertThat(Hmac.sha512(secret, first, new byte[0], second)).isEqualTo(Hmac.sha512(secret, whole));
        }
    }

    @Test
    void noPartsAreTheEmptyMessage() {
        try (SecretBytes key = SecretBytes.random(32)) {
            assertThat(Hmac.sha384(key))
                    .isEqualTo(Hmac.sha384(key, new byte[0]))
                    .hasSize(48);
            assertThat(Hmac.sha512(key))
                    .isEqualTo(Hmac.sha512(key, new byte[0]))
                    .hasSize(64);
        }
    }

    @Test
    void refusesAClosedKey() {
        SecretBytes key = SecretBytes.random(32);
        key.close();
        assertThatThrownBy(() -> Hmac.sha512(key)).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
