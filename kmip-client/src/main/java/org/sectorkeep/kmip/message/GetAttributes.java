// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Asks for attributes of an object (KMIP 1.4 section 4.12). */
public final class GetAttributes {
    private GetAttributes() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param attributeNames which; none means all
     */
    public record Request(@Nullable String uniqueIdentifier, List<AttributeName> attributeNames)
            implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.GET_ATTRIBUTES;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .all(AttributeName.toTtlv(attributeNames, version))
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(fields.optionalText(Tag.UNIQUE_IDENTIFIER), AttributeName.readAll(fields));
        }
    }

    /**
     * What was answered.
     *
     * @param uniqueIdentifier the id of the object
     * @param attributes those that the object has
     */
    public record Response(String uniqueIdentifier, Attributes attributes) implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.GET_ATTRIBUTES;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .all(attributes.toItems(version))
                    .list();
        }

        static Response read(Fields fields, KmipVersion version) throws KmipProtocolException {
            return new Response(fields.text(Tag.UNIQUE_IDENTIFIER), Attributes.readItems(fields, version));
        }
    }
}
