// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.ttlv.OasisMessages;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;
import org.sectorkeep.kmip.ttlv.TtlvDecoder;
import org.sectorkeep.kmip.ttlv.TtlvEncoder;
import org.sectorkeep.kmip.ttlv.TtlvLimits;

class OasisMessageTest {
    private static final Set<Integer> UNTYPED = Set.of(
            Operation.INTEROP.value(),
            Operation.ARCHIVE.value(),
            Operation.RECOVER.value(),
            Operation.CREATE_KEY_PAIR.value(),
            Operation.LOG.value());

    @Test
    void everyPublishedMessageOfTypedOperationsIsEncodedAsItWasFromItsTypes() throws KmipException {
        int typed = 0;
        for (OasisMessages.Message message : OasisMessages.all()) {
            Ttlv.Structure tree = (Ttlv.Structure) TtlvDecoder.decode(message.bytes(), TtlvLimits.DEFAULT);
            if (operations(tree).stream().anyMatch(UNTYPED::contains)) {
                continue;
            }
            assertThat(TtlvEncoder.encode(throughTypes(tree)))
                    .as(message.origin())
                    .isEqualTo(message.bytes());
            typed++;
        }
        assertThat(typed).isEqualTo(1126);
    }

    @Test
    void publishedMessagesOfOtherOperationsSurviveToo() throws KmipException {
        int untyped = 0;
        for (OasisMessages.Message message : OasisMessages.all()) {
            Ttlv.Structure tree = (Ttlv.Structure) TtlvDecoder.decode(message.bytes(), TtlvLimits.DEFAULT);
            if (operations(tree).stream().anyMatch(UNTYPED::contains)) {
                assertThat(throughTypes(tree)).as(message.origin()).isEqualTo(tree);
                untyped++;
            }
        }
        assertThat(untyped).isEqualTo(90);
    }

    private static Ttlv throughTypes(Ttlv tree) throws KmipProtocolException {
        return tree.tag() == Tag.REQUEST_MESSAGE
                ? RequestMessage.read(tree).toTtlv()
                : ResponseMessage.read(tree).toTtlv();
    }

    private static List<Integer> operations(Ttlv.Structure message) {
        return message.children().stream()
                .filter(item -> item.tag() == Tag.BATCH_ITEM)
                .flatMap(item -> ((Ttlv.Structure) item).children().stream())
                .filter(field -> field.tag() == Tag.OPERATION)
                .map(field -> ((Ttlv.Enumeration) field).value())
                .toList();
    }
}
