// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Asks a server about itself (KMIP 1.4 section 4.25). */
public final class Query {
    private Query() {}

    /**
     * What is asked.
     *
     * @param functions what to answer
     */
    public record Request(List<Enumerated<QueryFunction>> functions) implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.QUERY;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items().enumerations(Tag.QUERY_FUNCTION, functions).list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(fields.enumerations(Tag.QUERY_FUNCTION, QueryFunction.TABLE));
        }
    }

    /**
     * What was answered.
     *
     * @param operations the operations that it has
     * @param objectTypes the kinds of object that it holds
     * @param vendorIdentification who made it, or null
     * @param serverInformation what its vendor says of it, or null
     */
    public record Response(
            List<Enumerated<Operation>> operations,
            List<Enumerated<ObjectType>> objectTypes,
            @Nullable String vendorIdentification,
            Ttlv.@Nullable Structure serverInformation)
            implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.QUERY;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .enumerations(Tag.OPERATION, operations)
                    .enumerations(Tag.OBJECT_TYPE, objectTypes)
                    .text(Tag.VENDOR_IDENTIFICATION, vendorIdentification)
                    .item(serverInformation)
                    .list();
        }

        static Response read(Fields fields) throws KmipProtocolException {
            return new Response(
                    fields.enumerations(Tag.OPERATION, Operation.TABLE),
                    fields.enumerations(Tag.OBJECT_TYPE, ObjectType.TABLE),
                    fields.optionalText(Tag.VENDOR_IDENTIFICATION),
                    fields.optionalStructure(Tag.SERVER_INFORMATION));
        }
    }
}
