// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.Map;
import java.util.stream.Collectors;

/** No server of a cluster that answered has the object; the scope says whether all of them answered. */
public final class KeyMissingException extends KmipException {
    private static final long serialVersionUID = 1;

    /** How far the search came. */
    public enum Scope {
        /** Every server said that it does not have it. */
        EVERYWHERE,
        /** Some could not be asked, and may have it. */
        SOME_NOT_ASKED
    }

    private final String uniqueIdentifier;
    private final Scope scope;
    private final transient Map<KmipServer, KmipException> perServer;

    KeyMissingException(String uniqueIdentifier, Scope scope, Map<KmipServer, KmipException> perServer) {
        super(
                line(uniqueIdentifier, scope, perServer),
                perServer.values().iterator().next());
        this.uniqueIdentifier = uniqueIdentifier;
        this.scope = scope;
        this.perServer = Map.copyOf(perServer);
    }

    private static String line(String id, Scope scope, Map<KmipServer, KmipException> perServer) {
        if (scope == Scope.EVERYWHERE) {
            return "object '" + id + "' is on none of " + perServer.size() + " server(s)";
        }
        String silent = perServer.values().stream()
                .filter(e -> !ClusterAnswers.saysMissing(e))
                .map(Throwable::getMessage)
                .collect(Collectors.joining("; "));
        return "object '" + id + "' is on none of the servers that answered, but not all did: " + silent;
    }

    /**
     * What is missing.
     *
     * @return the object's id
     */
    public String uniqueIdentifier() {
        return uniqueIdentifier;
    }

    /**
     * How far the search came.
     *
     * @return whether all servers answered
     */
    public Scope scope() {
        return scope;
    }

    /**
     * What each server said.
     *
     * @return its refusal, or why it was not asked
     */
    public Map<KmipServer, KmipException> perServer() {
        return perServer;
    }
}
