// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.json;

import java.io.IOException;

/** A text is not the JSON that was expected. The message is one line. */
public final class BadJsonException extends IOException {
    private static final long serialVersionUID = 1L;

    public BadJsonException(String message) {
        super(message);
    }
}
