// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sectorkeep.nbd.internal.wire.Command;
import org.sectorkeep.nbd.internal.wire.Request;

class PaceTest {
    private static final Request LONG = new Request(0, Command.WRITE, 1, 0, 256 << 10);
    private static final Request SHORT = new Request(0, Command.READ, 2, 0, 4096);
    private static final long FROM_MEMORY_NANOS = 60_000;
    private static final long FROM_STORAGE_NANOS = 400_000;

    private final Pace pace = new Pace();

    @Test
    void aDeviceIsThoughtToBeSlowUntilItWasQuick() {
        assertThat(pace.keepsProcessor(LONG)).isFalse();
        assertThat(pace.keepsProcessor(SHORT)).isFalse();
        pace.took(LONG, FROM_MEMORY_NANOS);
        assertThat(pace.keepsProcessor(LONG)).isTrue();
        assertThat(pace.keepsProcessor(SHORT)).isFalse();
    }

    @Test
    void oneLongRequestThatLostItsProcessorDoesNotCountButAFewInARowDo() {
        pace.took(LONG, FROM_MEMORY_NANOS);
        for (int slow = 1; slow < 4; slow++) {
            pace.took(LONG, FROM_STORAGE_NANOS);
            assertThat(pace.keepsProcessor(LONG)).isTrue();
        }
        pace.took(LONG, FROM_STORAGE_NANOS);
        assertThat(pace.keepsProcessor(LONG)).isFalse();
        pace.took(LONG, FROM_MEMORY_NANOS);
        assertThat(pace.keepsProcessor(LONG)).isTrue();
    }

    @Test
    void whatWaitsForStorageOfItselfNeverKeepsAProcessor() {
        pace.took(LONG, FROM_MEMORY_NANOS);
        assertThat(pace.keepsProcessor(new Request(Command.FLAG_FUA, Command.WRITE, 3, 0, 256 << 10)))
                .isFalse();
        assertThat(pace.keepsProcessor(new Request(0, Command.FLUSH, 4, 0, 0))).isFalse();
        assertThat(pace.keepsProcessor(new Request(0, Command.WRITE_ZEROES, 5, 0, 256 << 10)))
                .isFalse();
    }
}
