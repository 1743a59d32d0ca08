// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.sectorkeep.vmdk.UnsupportedDiskException;

/** Journals with a right digest at their end: without it nothing of them is looked at. */
@Tag("fuzz")
class DescriptorJournalFuzzTest {
    private static final int DIGEST_BYTES = 32;

    @FuzzTest(maxDuration = "3s")
    void anyJournalIsReadOrRefusedOrNone(byte[] bytes) {
        byte[] digest = DescriptorJournal.sha256(bytes);
        byte[] whole = Arrays.copyOf(bytes, bytes.length + DIGEST_BYTES);
        System.arraycopy(digest, 0, whole, bytes.length, DIGEST_BYTES);
        try {
            Optional<DescriptorJournal> journal = DescriptorJournal.read(whole, Path.of("fuzzed.journal"));
            journal.ifPresent(read -> {
                assertThat(read.after()).hasSize(read.areaBytes());
                assertThat(read.belongsTo(new byte[512], new byte[read.areaBytes()]))
                        .isIn(true, false);
            });
        } catch (UnsupportedDiskException e) {
            assertThat(e).hasMessageContaining("fuzzed.journal");
        }
    }
}
