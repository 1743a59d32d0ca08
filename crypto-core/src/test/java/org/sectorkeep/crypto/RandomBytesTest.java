// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomBytesTest {
    @Test
    void differEachTime() {
        assertThat(RandomBytes.array(32)).hasSize(32).isNotEqualTo(RandomBytes.array(32));
        assertThat(RandomBytes.array(0)).isEmpty();
        assertThat(RandomBytes.array(1 << 20)).hasSize(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, (1 << 20) + 1, Integer.MAX_VALUE})
    void refusesALengthOutOfRange(int lengthBytes) {
        assertThatThrownBy(() -> RandomBytes.array(lengthBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lengthBytes is \"" + lengthBytes + "\", expected 0 to 1048576");
    }
}
