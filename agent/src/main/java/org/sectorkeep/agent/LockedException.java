// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;

/** A disk is locked: it can be neither read nor written before it is unlocked. */
public final class LockedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final LockReason reason;

    /**
     * A disk that is locked.
     *
     * @param export its name
     * @param reason why
     */
    public LockedException(String export, LockReason reason) {
        super("'" + export + "' is locked: " + reason.text());
        this.reason = reason;
    }

    /**
     * Why.
     *
     * @return the reason
     */
    public LockReason reason() {
        return reason;
    }
}
