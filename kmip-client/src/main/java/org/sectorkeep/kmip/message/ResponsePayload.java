// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** What one operation answered. */
public interface ResponsePayload {
    /**
     * The operation that answers with this payload.
     *
     * @return one of the standard or of a vendor
     */
    Enumerated<Operation> operation();

    /**
     * The object that the answer is about.
     *
     * @return its id; null where the operation answers none or several
     */
    default @Nullable String uniqueIdentifier() {
        return null;
    }

    /**
     * The fields of the payload in the order of the standard.
     *
     * @param version the version of the message
     * @return items that share their byte strings with this payload
     */
    List<Ttlv> toTtlv(KmipVersion version);

    /**
     * A payload of an operation that is not typed here.
     *
     * @param operation what it answers
     * @param fields what it is made of
     */
    record Other(Enumerated<Operation> operation, List<Ttlv> fields) implements ResponsePayload {
        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return fields;
        }
    }
}
