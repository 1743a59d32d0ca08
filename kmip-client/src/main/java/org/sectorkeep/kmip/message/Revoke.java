// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Takes a key out of use (KMIP 1.4 section 4.20). */
public final class Revoke {
    private Revoke() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param reason why
     * @param message why, in words, or null
     * @param compromiseOccurrenceEpochSeconds when the key was first known to others, in seconds since 1970; null unless it was
     */
    public record Request(
            @Nullable String uniqueIdentifier,
            Enumerated<RevocationReasonCode> reason,
            @Nullable String message,
            @Nullable Long compromiseOccurrenceEpochSeconds)
            implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.REVOKE;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .item(new Items()
                            .enumeration(Tag.REVOCATION_REASON_CODE, reason)
                            .text(Tag.REVOCATION_MESSAGE, message)
                            .structure(Tag.REVOCATION_REASON))
                    .dateTime(Tag.COMPROMISE_OCCURRENCE_DATE, compromiseOccurrenceEpochSeconds)
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            Fields why = new Fields(fields.structure(Tag.REVOCATION_REASON));
            return new Request(
                    fields.optionalText(Tag.UNIQUE_IDENTIFIER),
                    why.enumeration(Tag.REVOCATION_REASON_CODE, RevocationReasonCode.TABLE),
                    why.optionalText(Tag.REVOCATION_MESSAGE),
                    fields.optionalDateTime(Tag.COMPROMISE_OCCURRENCE_DATE));
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
            return Operation.REVOKE;
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
