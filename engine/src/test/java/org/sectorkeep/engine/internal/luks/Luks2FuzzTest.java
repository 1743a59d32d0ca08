// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.sectorkeep.engine.DiskRefusedException;
import org.sectorkeep.engine.LuksVersion;

/** The JSON behind right checksums: without them nothing gets that far. */
@Tag("fuzz")
class Luks2FuzzTest {
    private static final byte[] HEADER = TestHeaders.bytes(LuksVersion.LUKS2);

    @FuzzTest(maxDuration = "3s")
    void anyJsonIsReadOrRefused(byte[] json) throws IOException {
        byte[] fitting = Arrays.copyOf(json, Math.min(json.length, Luks2Writer.HEADER_BYTES - Luks2BinaryHeader.BYTES));
        HeaderBytes file = TestHeaders.file(TestHeaders.withJson(HEADER, fitting));
        try {
            LuksHeader header = LuksHeader.read(file);
            assertThat(header.slotDescriptions()).hasSameSizeAs(header.keyslots());
            assertThat(header.payload().capacityBytes(TestHeaders.FILE, file.sizeBytes()))
                    .isNotNegative();
        } catch (DiskRefusedException e) {
            assertThat(e).hasMessageContaining(TestHeaders.FILE.toString());
        }
    }
}
