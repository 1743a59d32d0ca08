// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.bc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Argon2idTest {
    @Test
    void agreesWithRfc9106Section53() {
        byte[] tag = new byte[32];
        new Argon2id(32, 3, 4).fill(tag, filled(32, 1), filled(16, 2), filled(8, 3), filled(12, 4));
        assertThat(tag)
                .isEqualTo(HexFormat.of().parseHex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));
    }

    private static byte[] filled(int lengthBytes, int value) {
        byte[] bytes = new byte[lengthBytes];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
