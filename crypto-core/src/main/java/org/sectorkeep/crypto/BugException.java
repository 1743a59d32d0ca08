// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.Serial;

/** Something that cannot happen happened: a defect of this library or of the platform under it, never of the input. */
public final class BugException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was expected and what was found; no secrets
     */
    public BugException(String message) {
        super(message);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param message what was expected and what was found; no secrets
     * @param cause what was thrown below
     */
    public BugException(String message, Throwable cause) {
        super(message, cause);
    }
}
