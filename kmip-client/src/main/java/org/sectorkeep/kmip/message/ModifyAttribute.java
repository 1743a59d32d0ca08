// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Changes an attribute of an object (KMIP 1.4 section 4.15). */
public final class ModifyAttribute {
    private ModifyAttribute() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param current which of several, in KMIP 2.x; or null
     * @param attribute what it is to be
     */
    public record Request(
            @Nullable String uniqueIdentifier, @Nullable Attribute current, Attribute attribute)
            implements RequestPayload {
        /**
         * Changes an attribute of which the object has one.
         *
         * @param uniqueIdentifier the id of the object
         * @param attribute what it is to be
         */
        public Request(@Nullable String uniqueIdentifier, Attribute attribute) {
            this(uniqueIdentifier, null, attribute);
        }

        @Override
        public Operation operation() {
            return Operation.MODIFY_ATTRIBUTE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .item(Attribute.toCurrentAttribute(current, version))
                    .item(Attribute.toNewAttribute(attribute, version))
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(
                    fields.optionalText(Tag.UNIQUE_IDENTIFIER),
                    Attribute.readCurrentAttribute(fields),
                    Attribute.requireNewAttribute(fields));
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
            return Operation.MODIFY_ATTRIBUTE;
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
