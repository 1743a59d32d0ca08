// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Sets an attribute of which an object has one (KMIP 2.0). */
public final class SetAttribute {
    private SetAttribute() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param attribute what it is to be
     */
    public record Request(@Nullable String uniqueIdentifier, Attribute attribute) implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.SET_ATTRIBUTE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .item(Attribute.toNewAttribute(attribute, version))
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(fields.optionalText(Tag.UNIQUE_IDENTIFIER), Attribute.requireNewAttribute(fields));
        }
    }

    /**
     * What was answered.
     *
     * @param uniqueIdentifier the id of the object
     */
    public record Response(String uniqueIdentifier) implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.SET_ATTRIBUTE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items().text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier).list();
        }

        static Response read(Fields fields) throws KmipProtocolException {
            return new Response(fields.text(Tag.UNIQUE_IDENTIFIER));
        }
    }
}
