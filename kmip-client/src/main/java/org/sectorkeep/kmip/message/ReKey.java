// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Has the server make a replacement of a key (KMIP 1.4 section 4.4). */
public final class ReKey {
    private ReKey() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param offsetSeconds how long after its creation the new key becomes active, 0 to 4,294,967,295 s, or null
     * @param attributes what the new key is to be, beyond what the old one is
     */
    public record Request(
            @Nullable String uniqueIdentifier, @Nullable Long offsetSeconds, Attributes attributes)
            implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.RE_KEY;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .interval(Tag.OFFSET, offsetSeconds)
                    .all(attributes.toOptionalStructure(version))
                    .list();
        }

        static Request read(Fields fields, KmipVersion version) throws KmipProtocolException {
            return new Request(
                    fields.optionalText(Tag.UNIQUE_IDENTIFIER),
                    fields.optionalInterval(Tag.OFFSET),
                    Attributes.readStructure(fields, version));
        }
    }

    /**
     * What was answered.
     *
     * @param uniqueIdentifier the id of the new key
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
            return Operation.RE_KEY;
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
