// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;

/** The directory refused something, or cannot be used now. Nothing was changed. The message is one line. */
public final class DirectoryException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The database does not answer, or its file cannot be read or written. */
        UNREACHABLE,
        /** The database refuses the login. */
        NO_PERMISSION,
        /** Others held it for longer than we wait. */
        BUSY,
        /** A later version of this program made it. */
        NEWER_SCHEMA,
        /** It is not a directory of ours, or damaged. */
        DAMAGED,
        /** There is nothing of this name. */
        UNKNOWN_NAME,
        /** There is something of this name. */
        NAME_TAKEN,
        /** It is built in: it can be cloned, not changed. */
        BUILT_IN,
        /** Something else refers to it. */
        IN_USE
    }

    /** Why. */
    private final Reason reason;

    /**
     * A refusal or failure.
     *
     * @param reason why
     * @param message one line
     */
    public DirectoryException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * A refusal or failure with a cause.
     *
     * @param reason why
     * @param message one line
     * @param cause what failed
     */
    public DirectoryException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why.
     *
     * @return one of the closed list
     */
    public Reason reason() {
        return reason;
    }
}
