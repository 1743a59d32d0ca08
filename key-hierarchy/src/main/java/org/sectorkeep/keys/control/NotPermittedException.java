// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;

/** Somebody's role does not grant what an operation needs. Nothing was changed. */
public final class NotPermittedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What was needed. */
    private final Privilege privilege;

    NotPermittedException(String role, Privilege privilege) {
        super("role '" + role + "' does not grant '" + privilege.action().label() + "'");
        this.privilege = privilege;
    }

    /**
     * What was needed.
     *
     * @return the privilege
     */
    public Privilege privilege() {
        return privilege;
    }
}
