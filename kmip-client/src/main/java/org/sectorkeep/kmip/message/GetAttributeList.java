// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Asks which attributes an object has (KMIP 1.4 section 4.13). */
public final class GetAttributeList {
    private GetAttributeList() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     */
    public record Request(@Nullable String uniqueIdentifier) implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.GET_ATTRIBUTE_LIST;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items().text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier).list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(fields.optionalText(Tag.UNIQUE_IDENTIFIER));
        }
    }

    /**
     * What was answered.
     *
     * @param uniqueIdentifier the id of the object
     * @param attributeNames their names
     */
    public record Response(String uniqueIdentifier, List<AttributeName> attributeNames) implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.GET_ATTRIBUTE_LIST;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .all(AttributeName.toTtlv(attributeNames, version))
                    .list();
        }

        static Response read(Fields fields) throws KmipProtocolException {
            return new Response(fields.text(Tag.UNIQUE_IDENTIFIER), AttributeName.readAll(fields));
        }
    }
}
