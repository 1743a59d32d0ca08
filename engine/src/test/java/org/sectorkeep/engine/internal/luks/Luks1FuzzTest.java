// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.sectorkeep.engine.DiskRefusedException;

@Tag("fuzz")
class Luks1FuzzTest {
    @FuzzTest(maxDuration = "3s")
    void anyHeaderIsReadOrRefused(byte[] bytes) throws IOException {
        HeaderBytes file = TestHeaders.file(bytes);
        try {
            LuksHeader header = LuksHeader.read(file);
            assertThat(header.keyslots()).hasSizeLessThanOrEqualTo(Luks1Header.SLOT_COUNT);
            assertThat(header.payload().capacityBytes(TestHeaders.FILE, file.sizeBytes()))
                    .isNotNegative();
        } catch (DiskRefusedException e) {
            assertThat(e).hasMessageContaining(TestHeaders.FILE.toString());
        }
    }
}
