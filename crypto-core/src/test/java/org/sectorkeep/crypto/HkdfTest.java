// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HkdfTest {
    @Test
    @Tag("peer")
    void agreesWithOpenSslAtTheEdgesOfEachLength() {
        List<PythonKdf.Case> cases = new ArrayList<>();
        for (int lengthBytes : new int[] {1, 31, 32, 63, 64, 65, 128, 129, 16_319, 16_320}) {
            for (int otherBytes : new int[] {0, 1, 32, 64, 127, 128, 129, 300}) {
                cases.add(PythonKdf.Case.of(
                        RandomBytes.array(otherBytes + 1),
                        RandomBytes.array(otherBytes),
                        RandomBytes.array(300 - otherBytes),
                        lengthBytes));
            }
        }
        List<byte[]> expected = PythonKdf.hkdfSha512(cases);
        assertThat(expected).hasSize(80);
        for (int i = 0; i < cases.size(); i++) {
            PythonKdf.Case each = cases.get(i);
            assertThat(derive(each.key(), each.first(), each.second(), each.lengthBytes()))
                    .isEqualTo(expected.get(i));
        }
    }

    @Property(tries = 50)
    void shorterOutputsArePrefixesOfLongerOnes(
            @ForAll byte[] key, @ForAll byte[] salt, @ForAll @IntRange(min = 1, max = 200) int lengthBytes) {
        byte[] info = {1, 2, 3};
        assertThat(derive(key, salt, info, 200)).startsWith(derive(key, salt, info, lengthBytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, Hkdf.MAX_LENGTH_BYTES + 1, Integer.MAX_VALUE})
    void refusesALengthOutOfRange(int lengthBytes) {
        assertThatThrownBy(() -> derive(new byte[32], new byte[0], new byte[0], lengthBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lengthBytes is \"" + lengthBytes + "\", expected 1 to 16320");
    }

    @Test
    void leavesSaltAndInfoAsTheyAre() {
        byte[] salt = {1, 2};
        byte[] info = {3, 4};
        derive(new byte[32], salt, info, 32);
        assertThat(salt).containsExactly(1, 2);
        assertThat(info).containsExactly(3, 4);
    }

    private static byte[] derive(byte[] key, byte[] salt, byte[] info, int lengthBytes) {
        try (SecretBytes inputKey = SecretBytes.copyOf(key);
                SecretBytes output = Hkdf.sha512(inputKey, salt, info, lengthBytes)) {
            return output.<byte[]>readArray(byte[]::clone);
        }
    }
}
