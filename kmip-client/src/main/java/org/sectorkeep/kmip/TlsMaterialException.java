// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import org.jspecify.annotations.Nullable;

/** A certificate or key of ours cannot be used: nothing was sent. The message names the file and why. */
public final class TlsMaterialException extends KmipException {
    private static final long serialVersionUID = 1;

    /** Why. The list is closed. */
    public enum Reason {
        /** The file cannot be read. */
        UNREADABLE,
        /** There is no certificate or no key in it, or it is in a form that is not understood. */
        NOT_UNDERSTOOD,
        /** It is encrypted and no password was given, or a wrong one. */
        WRONG_PASSWORD,
        /** The private key does not belong to the certificate. */
        KEY_DOES_NOT_FIT
    }

    private final Reason reason;

    /**
     * Unusable material.
     *
     * @param reason why
     * @param message one line: lower case, no full stop, the culprit in quotes
     * @param cause what led to it, or null
     */
    public TlsMaterialException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
