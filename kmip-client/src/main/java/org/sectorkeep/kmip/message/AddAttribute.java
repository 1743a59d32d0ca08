// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Adds an attribute to an object (KMIP 1.4 section 4.14). */
public final class AddAttribute {
    private AddAttribute() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param attribute what to add; null only in what a careless client sent
     */
    public record Request(
            @Nullable String uniqueIdentifier, @Nullable Attribute attribute) implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.ADD_ATTRIBUTE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .item(Attribute.toNewAttribute(attribute, version))
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(fields.optionalText(Tag.UNIQUE_IDENTIFIER), Attribute.readNewAttribute(fields));
        }
    }

    /**
     * What was answered.
     *
     * @param uniqueIdentifier the id of the object
     * @param attribute the attribute as the server now has it, in KMIP 1.x; or null
     */
    public record Response(
            String uniqueIdentifier, @Nullable Attribute attribute) implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.ADD_ATTRIBUTE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .item(attribute == null ? null : attribute.toTtlv(version))
                    .list();
        }

        static Response read(Fields fields) throws KmipProtocolException {
            return new Response(fields.text(Tag.UNIQUE_IDENTIFIER), Attribute.readOptional(fields));
        }
    }
}
