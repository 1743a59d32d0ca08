// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class TtlvDecoderFuzzTest {
    @FuzzTest(maxDuration = "3s")
    void bytesAreRefusedOrEncodedAsTheyWere(byte[] bytes) {
        try {
            Ttlv tree = TtlvDecoder.decode(bytes, TtlvLimits.DEFAULT);
            assertThat(TtlvEncoder.encode(tree)).isEqualTo(bytes);
            assertThat(TtlvDump.of(tree)).isNotEmpty();
        } catch (TtlvFormatException e) {
            assertThat(e.offsetBytes()).isBetween(0L, (long) bytes.length);
        }
    }
}
