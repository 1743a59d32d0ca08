// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import java.io.Serial;

/** The native library cannot be loaded, with the reason. */
public final class ShimUnavailableException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    public ShimUnavailableException(String reason) {
        super(reason);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
