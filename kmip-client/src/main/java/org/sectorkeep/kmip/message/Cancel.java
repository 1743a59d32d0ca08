// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Gives up a pending operation (KMIP 1.4 section 4.27). */
public final class Cancel {
    private Cancel() {}

    /**
     * What is asked.
     *
     * @param asynchronousCorrelationValue what the server gave for the operation
     */
    public record Request(ByteString asynchronousCorrelationValue) implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.CANCEL;
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

    /**
     * What was answered.
     *
     * @param asynchronousCorrelationValue what the server gave for the operation
     * @param result what became of it
     */
    public record Response(ByteString asynchronousCorrelationValue, Enumerated<CancellationResult> result)
            implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.CANCEL;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .bytes(Tag.ASYNCHRONOUS_CORRELATION_VALUE, asynchronousCorrelationValue)
                    .enumeration(Tag.CANCELLATION_RESULT, result)
                    .list();
        }

        static Response read(Fields fields) throws KmipProtocolException {
            return new Response(
                    fields.bytes(Tag.ASYNCHRONOUS_CORRELATION_VALUE),
                    fields.enumeration(Tag.CANCELLATION_RESULT, CancellationResult.TABLE));
        }
    }
}
