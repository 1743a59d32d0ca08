// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

/** A server of a cluster was not asked, since it failed too often a moment ago. */
public final class ServerLeftAloneException extends KmipException {
    private static final long serialVersionUID = 1;

    ServerLeftAloneException(KmipServer server, KmipException lastFailure) {
        super(
                "KMIP server '" + server + "' is left alone for a while, since it failed: " + lastFailure.getMessage(),
                lastFailure);
    }
}
