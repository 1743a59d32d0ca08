// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.ResultReason;

/** What the failures of several servers mean together. */
final class ClusterAnswers {
    private ClusterAnswers() {}

    /** Whether a server does not have the object that it was asked about. */
    static boolean saysMissing(KmipException e) {
        return e instanceof KmipOperationException refusal
                && (refusal.isBecause(ResultReason.ITEM_NOT_FOUND)
                        || refusal.isBecause(ResultReason.OBJECT_NOT_FOUND)
                        || refusal.isBecause(ResultReason.OBJECT_DESTROYED));
    }

    /** The one exception for all servers; {@code perServer} is not empty and in the order in which they were asked. */
    static KmipException together(@Nullable String id, Map<KmipServer, KmipException> perServer) {
        long missing =
                perServer.values().stream().filter(ClusterAnswers::saysMissing).count();
        if (id != null && missing == perServer.size()) {
            return new KeyMissingException(id, KeyMissingException.Scope.EVERYWHERE, perServer);
        }
        // Somebody who refuses has the object, or does not say: that is more telling than silence or absence.
        for (KmipException e : perServer.values()) {
            if (e instanceof KmipOperationException && !saysMissing(e)) {
                return e;
            }
        }
        if (id != null && missing > 0) {
            return new KeyMissingException(id, KeyMissingException.Scope.SOME_NOT_ASKED, perServer);
        }
        return perServer.size() == 1 ? perServer.values().iterator().next() : new NoServerException(perServer);
    }
}
