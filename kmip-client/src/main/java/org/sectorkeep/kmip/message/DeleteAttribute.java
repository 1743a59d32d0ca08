// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Removes an attribute of an object (KMIP 1.4 section 4.16). */
public final class DeleteAttribute {
    private DeleteAttribute() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param current which of several, in KMIP 2.x; or null
     * @param attributeName which attribute; null only if its value is given
     * @param attributeIndex which of several, in KMIP 1.x; or null
     */
    public record Request(
            @Nullable String uniqueIdentifier,
            @Nullable Attribute current,
            @Nullable AttributeName attributeName,
            @Nullable Integer attributeIndex)
            implements RequestPayload {
        /**
         * Removes the attribute of a name.
         *
         * @param uniqueIdentifier the id of the object
         * @param attributeName which attribute
         */
        public Request(@Nullable String uniqueIdentifier, AttributeName attributeName) {
            this(uniqueIdentifier, null, attributeName, null);
        }

        @Override
        public Operation operation() {
            return Operation.DELETE_ATTRIBUTE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .item(Attribute.toCurrentAttribute(current, version))
                    .item(attributeName == null ? null : attributeName.toTtlv(version))
                    .integer(Tag.ATTRIBUTE_INDEX, attributeIndex)
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(
                    fields.optionalText(Tag.UNIQUE_IDENTIFIER),
                    Attribute.readCurrentAttribute(fields),
                    AttributeName.readOptional(fields),
                    fields.optionalInteger(Tag.ATTRIBUTE_INDEX));
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
            return Operation.DELETE_ATTRIBUTE;
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
