// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OasisTreeTest {
    @Test
    void everyPublishedMessageIsEncodedAsItWasFromATreeThatKeepsNoSourceBytes() throws TtlvFormatException {
        List<OasisMessages.Message> messages = OasisMessages.all();
        assertThat(messages).hasSize(1216);
        for (OasisMessages.Message message : messages) {
            byte[] source = message.bytes().clone();
            Ttlv tree = TtlvDecoder.decode(source, TtlvLimits.DEFAULT);
            Arrays.fill(source, (byte) 0xA5);
            assertThat(TtlvEncoder.encode(tree)).as(message.origin()).isEqualTo(message.bytes());
        }
    }

    @Test
    void directBuffersGiveTheSameTreesAsHeapBuffers() throws TtlvFormatException {
        for (OasisMessages.Message message : OasisMessages.all()) {
            ByteBuffer direct = ByteBuffer.allocateDirect(message.bytes().length + 7)
                    .position(7)
                    .put(message.bytes())
                    .position(7);
            Ttlv tree = TtlvDecoder.decode(direct, TtlvLimits.DEFAULT);
            assertThat(tree).as(message.origin()).isEqualTo(TtlvDecoder.decode(message.bytes(), TtlvLimits.DEFAULT));
            ByteBuffer encoded = ByteBuffer.allocateDirect(TtlvEncoder.lengthBytes(tree));
            TtlvEncoder.encode(tree, encoded);
            assertThat(encoded.flip()).as(message.origin()).isEqualTo(direct);
        }
    }

    @Test
    void theLengthOfEveryPublishedMessageStandsInItsHeader() throws TtlvFormatException {
        for (OasisMessages.Message message : OasisMessages.all()) {
            ByteBuffer header = ByteBuffer.wrap(message.bytes(), 0, TtlvDecoder.HEADER_BYTES);
            assertThat(TtlvDecoder.messageLengthBytes(header, TtlvLimits.DEFAULT))
                    .as(message.origin())
                    .isEqualTo(message.bytes().length);
        }
    }
}
