// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.net;

import java.io.IOException;
import java.nio.file.Path;

/** A living process listens on a socket. */
public final class SocketInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    SocketInUseException(Path path) {
        super("an agent is running already: '" + path + "' is in use");
    }
}
