// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Asks whether a key may be used for something (KMIP 1.4 section 4.10). */
public final class Check {
    private Check() {}

    /**
     * What is asked.
     *
     * @param uniqueIdentifier the id of the object; null means the one that an earlier item of the batch made
     * @param usageLimitsCount how many units are to be used, or null
     * @param cryptographicUsageMask for what, a sum of the constants of {@link CryptographicUsage}, or null
     * @param leaseTimeSeconds for how long, or null
     */
    public record Request(
            @Nullable String uniqueIdentifier,
            @Nullable Long usageLimitsCount,
            @Nullable Integer cryptographicUsageMask,
            @Nullable Long leaseTimeSeconds)
            implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.CHECK;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .longInteger(Tag.USAGE_LIMITS_COUNT, usageLimitsCount)
                    .integer(Tag.CRYPTOGRAPHIC_USAGE_MASK, cryptographicUsageMask)
                    .interval(Tag.LEASE_TIME, leaseTimeSeconds)
                    .list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(
                    fields.optionalText(Tag.UNIQUE_IDENTIFIER),
                    fields.optionalLong(Tag.USAGE_LIMITS_COUNT),
                    fields.optionalInteger(Tag.CRYPTOGRAPHIC_USAGE_MASK),
                    fields.optionalInterval(Tag.LEASE_TIME));
        }
    }

    /**
     * What was answered.
     *
     * @param uniqueIdentifier the id of the object
     * @param usageLimitsCount null, or the number of units that is too many
     * @param cryptographicUsageMask null, or the use that is not allowed
     * @param leaseTimeSeconds null, or the time that is too long
     */
    public record Response(
            String uniqueIdentifier,
            @Nullable Long usageLimitsCount,
            @Nullable Integer cryptographicUsageMask,
            @Nullable Long leaseTimeSeconds)
            implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.CHECK;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items()
                    .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                    .longInteger(Tag.USAGE_LIMITS_COUNT, usageLimitsCount)
                    .integer(Tag.CRYPTOGRAPHIC_USAGE_MASK, cryptographicUsageMask)
                    .interval(Tag.LEASE_TIME, leaseTimeSeconds)
                    .list();
        }

        static Response read(Fields fields) throws KmipProtocolException {
            return new Response(
                    fields.text(Tag.UNIQUE_IDENTIFIER),
                    fields.optionalLong(Tag.USAGE_LIMITS_COUNT),
                    fields.optionalInteger(Tag.CRYPTOGRAPHIC_USAGE_MASK),
                    fields.optionalInterval(Tag.LEASE_TIME));
        }
    }
}
