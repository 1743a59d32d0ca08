// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Gives the server an object that the client made (KMIP 1.4 section 4.3). */
public final class Register {
    private Register() {}

    /**
     * What is asked.
     *
     * @param objectType what kind of object
     * @param attributes what the object is to be
     * @param object the object
     */
    public record Request(Enumerated<ObjectType> objectType, Attributes attributes, ManagedObject object)
            implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.REGISTER;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .enumeration(Tag.OBJECT_TYPE, objectType)
                    .item(attributes.toStructure(version))
                    .item(ManagedObjects.toTtlv(object, version))
                    .list();
        }

        static Request read(Fields fields, KmipVersion version) throws KmipProtocolException {
            Enumerated<ObjectType> objectType = fields.enumeration(Tag.OBJECT_TYPE, ObjectType.TABLE);
            return new Request(
                    objectType,
                    Attributes.readStructure(fields, version),
                    ManagedObjects.read(fields, objectType, version));
        }
    }

    /**
     * What was answered.
     *
     * @param uniqueIdentifier the id of the object
     * @param attributes what the server set, in KMIP 1.x
     */
    public record Response(String uniqueIdentifier, Attributes attributes) implements ResponsePayload {
        /**
         * An answer without attributes.
         *
         * @param uniqueIdentifier the id
         */
        public Response(String uniqueIdentifier) {
            this(uniqueIdentifier, Attributes.NONE);
        }

        @Override
        public Operation operation() {
            return Operation.REGISTER;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .all(attributes.toTemplate(version))
                    .list();
        }

        static Response read(Fields fields, KmipVersion version) throws KmipProtocolException {
            return new Response(fields.text(Tag.UNIQUE_IDENTIFIER), Attributes.readTemplate(fields, version));
        }
    }
}
