// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Destroys an object for ever (KMIP 1.4 section 4.21). */
public final class Destroy {
    private Destroy() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     */
    public record Request(@Nullable String uniqueIdentifier) implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.DESTROY;
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
     */
    public record Response(String uniqueIdentifier) implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.DESTROY;
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
