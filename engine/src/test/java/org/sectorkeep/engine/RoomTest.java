// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RoomTest {
    @Test
    void isThere() {
        assertThat(Room.class.getName()).endsWith("Room");
    }

    @Property(tries = 10)
    boolean holds(@ForAll int value) {
        return value == value + 0;
    }
}
