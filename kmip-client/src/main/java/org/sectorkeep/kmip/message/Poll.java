// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Asks how far a pending operation is (KMIP 1.4 section 4.28); the answer is that of the operation itself. */
public final class Poll {
    private Poll() {}

    /**
     * What is asked.
     *
     * @param asynchronousCorrelationValue what the server gave for the operation
     */
    public record Request(ByteString asynchronousCorrelationValue) implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.POLL;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .bytes(Tag.ASYNCHRONOUS_CORRELATION_VALUE, asynchronousCorrelationValue)
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(fields.bytes(Tag.ASYNCHRONOUS_CORRELATION_VALUE));
        }
    }
}
