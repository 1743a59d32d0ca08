// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sectorkeep.kmip.message.Operation;
import org.sectorkeep.kmip.message.RequestPayload;

/** Whether a request may be sent again when it is not known what became of it. */
enum Repetition {
    /** Twice has the effect of once. */
    HARMLESS,
    /** Twice may make two keys, or fail because once succeeded. */
    FORBIDDEN;

    private static final Set<Operation> ONLY_READ = EnumSet.of(
            Operation.GET,
            Operation.GET_ATTRIBUTES,
            Operation.GET_ATTRIBUTE_LIST,
            Operation.LOCATE,
            Operation.CHECK,
            Operation.QUERY,
            Operation.DISCOVER_VERSIONS,
            Operation.ENCRYPT,
            Operation.DECRYPT,
            Operation.POLL);

    static Repetition of(List<? extends RequestPayload> payloads) {
        return payloads.stream()
                        .allMatch(
                                payload -> payload.operation() instanceof Operation known && ONLY_READ.contains(known))
                ? HARMLESS
                : FORBIDDEN;
    }
}
