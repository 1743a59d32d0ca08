// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.bc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2Test {
    @ParameterizedTest
    @CsvSource({
        "I, c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8",
        "ID, 0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
    })
    void agreesWithRfc9106Sections52And53(Argon2.Variant variant, String expected) {
        byte[] tag = new byte[32];
        new Argon2(variant, 32, 3, 4).fill(tag, filled(32, 1), filled(16, 2), filled(8, 3), filled(12, 4));
        assertThat(tag).isEqualTo(HexFormat.of().parseHex(expected));
    }

    private static byte[] filled(int lengthBytes, int value) {
        byte[] bytes = new byte[lengthBytes];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
