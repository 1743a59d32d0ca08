// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal;

import java.io.Serial;

/** The native engine was demanded, and there is none. */
public final class EngineUnavailableException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    EngineUnavailableException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
