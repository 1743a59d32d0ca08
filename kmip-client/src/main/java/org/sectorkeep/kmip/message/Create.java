// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Has the server make a symmetric key (KMIP 1.4 section 4.1). */
public final class Create {
    private Create() {}

    /**
     * What is asked.
     *
     * @param objectType what kind of object
     * @param attributes what the object is to be
     */
    public record Request(Enumerated<ObjectType> objectType, Attributes attributes) implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.CREATE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .enumeration(Tag.OBJECT_TYPE, objectType)
                    .item(attributes.toStructure(version))
                    .list();
        }

        static Request read(Fields fields, KmipVersion version) throws KmipProtocolException {
            return new Request(
                    fields.enumeration(Tag.OBJECT_TYPE, ObjectType.TABLE), Attributes.readStructure(fields, version));
        }
    }

    /**
     * What was answered.
     *
     * @param objectType what kind of object
     * @param uniqueIdentifier the id of the object
     * @param attributes what the server set, in KMIP 1.x
     */
    public record Response(Enumerated<ObjectType> objectType, String uniqueIdentifier, Attributes attributes)
            implements ResponsePayload {
        /**
         * An answer without attributes.
         *
         * @param objectType what kind of object
         * @param uniqueIdentifier its id
         */
        public Response(Enumerated<ObjectType> objectType, String uniqueIdentifier) {
            this(objectType, uniqueIdentifier, Attributes.NONE);
        }

        @Override
        public Operation operation() {
            return Operation.CREATE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .enumeration(Tag.OBJECT_TYPE, objectType)
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .all(attributes.toTemplate(version))
                    .list();
        }

        static Response read(Fields fields, KmipVersion version) throws KmipProtocolException {
            return new Response(
                    fields.enumeration(Tag.OBJECT_TYPE, ObjectType.TABLE),
                    fields.text(Tag.UNIQUE_IDENTIFIER),
                    Attributes.readTemplate(fields, version));
        }
    }
}
