// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Looks for objects by their attributes (KMIP 1.4 section 4.9). */
public final class Locate {
    private Locate() {}

    /**
     * What is asked.
     *
     * @param maximumItems how many ids to answer at most, or null
     * @param offsetItems how many to skip, or null
     * @param storageStatusMask on line or archived, or null
     * @param objectGroupMember fresh or default members of a group, or null
     * @param attributes what the objects have
     */
    public record Request(
            @Nullable Integer maximumItems,
            @Nullable Integer offsetItems,
            @Nullable Integer storageStatusMask,
            @Nullable Integer objectGroupMember,
            Attributes attributes)
            implements RequestPayload {
        /**
         * Looks for all that have these attributes.
         *
         * @param attributes what the objects have
         */
        public Request(Attributes attributes) {
            this(null, null, null, null, attributes);
        }

        @Override
        public Operation operation() {
            return Operation.LOCATE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .integer(Tag.MAXIMUM_ITEMS, maximumItems)
                    .integer(Tag.OFFSET_ITEMS, offsetItems)
                    .integer(Tag.STORAGE_STATUS_MASK, storageStatusMask)
                    .enumerationValue(Tag.OBJECT_GROUP_MEMBER, objectGroupMember)
                    .all(attributes.toItems(version))
                    .list();
        }

        static Request read(Fields fields, KmipVersion version) throws KmipProtocolException {
            return new Request(
                    fields.optionalInteger(Tag.MAXIMUM_ITEMS),
                    fields.optionalInteger(Tag.OFFSET_ITEMS),
                    fields.optionalInteger(Tag.STORAGE_STATUS_MASK),
                    fields.optionalEnumerationValue(Tag.OBJECT_GROUP_MEMBER),
                    Attributes.readItems(fields, version));
        }
    }

    /**
     * What was answered.
     *
     * @param locatedItems how many there are, or null
     * @param uniqueIdentifiers the ids of those that were found
     */
    public record Response(@Nullable Integer locatedItems, List<String> uniqueIdentifiers) implements ResponsePayload {
        /**
         * What was found.
         *
         * @param uniqueIdentifiers the ids
         */
        public Response(List<String> uniqueIdentifiers) {
            this(null, uniqueIdentifiers);
        }

        @Override
        public Operation operation() {
            return Operation.LOCATE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .integer(Tag.LOCATED_ITEMS, locatedItems)
                    .texts(Tag.UNIQUE_IDENTIFIER, uniqueIdentifiers)
                    .list();
        }

        static Response read(Fields fields) throws KmipProtocolException {
            return new Response(fields.optionalInteger(Tag.LOCATED_ITEMS), fields.texts(Tag.UNIQUE_IDENTIFIER));
        }
    }
}
