// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;

/** The model does not allow an operation in the state that its target is in. Nothing was changed. */
public final class OperationRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Reason reason;

    /** Why an operation is refused. */
    public enum Reason {
        /** The machine is locked: it can only be registered or left alone. */
        LOCKED("it is locked"),
        /** It is encrypted already. */
        ENCRYPTED_ALREADY("it is encrypted already"),
        /** It is not encrypted. */
        NOT_ENCRYPTED("it is not encrypted"),
        /** A disk is encrypted only if VM home is. */
        HOME_NOT_ENCRYPTED("the home of its machine is not encrypted"),
        /** VM home stays encrypted for as long as a disk is. */
        DISKS_ENCRYPTED("disks of it are encrypted");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    OperationRefusedException(CryptoOperation operation, Reason reason) {
        super(operation.getClass().getSimpleName() + " is refused: " + reason.text);
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
