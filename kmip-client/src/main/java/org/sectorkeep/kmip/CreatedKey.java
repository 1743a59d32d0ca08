// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.List;
import java.util.Map;

/**
 * A key that a cluster made.
 *
 * @param id its unique identifier
 * @param server the server that made it
 * @param others what the other servers said when they were asked for it; empty if they were not to be asked
 */
public record CreatedKey(String id, KmipServer server, Map<KmipServer, Replica> others) {
    /** What another server has of a new key. */
    public enum Replica {
        /** It has the key. */
        PRESENT,
        /** It said that it does not have it, as long as was waited. */
        MISSING,
        /** It could not be asked. */
        NOT_ASKED
    }

    /**
     * Copies the map.
     *
     * @param id its unique identifier
     * @param server the server that made it
     * @param others what the other servers said when they were asked for it; empty if they were not to be asked
     */
    public CreatedKey {
        others = Map.copyOf(others);
    }

    /**
     * The servers that may not have the key.
     *
     * @return those that lack it and those that could not be asked
     */
    public List<KmipServer> missingOn() {
        return others.entrySet().stream()
                .filter(entry -> entry.getValue() != Replica.PRESENT)
                .map(Map.Entry::getKey)
                .toList();
    }
}
