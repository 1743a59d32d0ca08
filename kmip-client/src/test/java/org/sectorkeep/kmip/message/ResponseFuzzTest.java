// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.ttlv.Ttlv;
import org.sectorkeep.kmip.ttlv.TtlvDecoder;
import org.sectorkeep.kmip.ttlv.TtlvEncoder;
import org.sectorkeep.kmip.ttlv.TtlvLimits;

@Tag("fuzz")
class ResponseFuzzTest {
    private static final RequestMessage GET =
            RequestMessage.of(new RequestHeader(KmipVersion.V1_4, List.of()), List.of(new Get.Request(Samples.ID)));

    @FuzzTest(maxDuration = "3s")
    void answersAreRefusedOrMatched(byte[] bytes) {
        try {
            ResponseMessage response = ResponseMessage.read(TtlvDecoder.decode(bytes, TtlvLimits.DEFAULT));
            checkThatWhatIsReadIsWrittenForGood(response);
            match(asked(response), response);
            match(GET, response);
            response.wipe();
        } catch (KmipException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    /** What is in another order than that of the standard is put in order, once. */
    private static void checkThatWhatIsReadIsWrittenForGood(ResponseMessage response) throws KmipException {
        Ttlv tree = response.toTtlv();
        assertThat(ResponseMessage.read(tree).toTtlv()).isEqualTo(tree);
        assertThat(TtlvDecoder.decode(TtlvEncoder.encode(tree), new TtlvLimits(8 << 20, 64, 100_000)))
                .isEqualTo(tree);
    }

    private static void match(RequestMessage request, ResponseMessage response) {
        try {
            assertThat(ResponseMatcher.match(request, response)).hasSameSizeAs(request.items());
        } catch (KmipException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        }
    }

    /** A request that the response may well answer. */
    private static RequestMessage asked(ResponseMessage response) {
        List<RequestItem> items = response.items().stream()
                .map(item -> new RequestItem(
                        item.uniqueBatchItemId(),
                        new RequestPayload.Other(
                                Objects.requireNonNullElse(item.operation(), Operation.GET), List.of())))
                .toList();
        return new RequestMessage(new RequestHeader(response.header().version(), List.of()), items);
    }
}
