// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;

/** A configuration cannot be used as it is. The message is one line that names the file and the culprit. */
public final class AgentConfigException extends IOException {
    private static final long serialVersionUID = 1L;

    AgentConfigException(String message) {
        super(message);
    }
}
