// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.Map;
import java.util.stream.Collectors;

/** No server of a cluster could be asked. */
public final class NoServerException extends KmipException {
    private static final long serialVersionUID = 1;

    private final transient Map<KmipServer, KmipException> perServer;

    NoServerException(Map<KmipServer, KmipException> perServer) {
        super(
                perServer.values().stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
                perServer.values().iterator().next());
        this.perServer = Map.copyOf(perServer);
    }

    /**
     * What became of each server.
     *
     * @return why it did not answer
     */
    public Map<KmipServer, KmipException> perServer() {
        return perServer;
    }
}
