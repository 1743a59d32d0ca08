// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;

/** A virtual machine is not in the state that an operation needs. Nothing was changed. */
public class VmRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is in the way.
     *
     * @param message one line, lower case, the culprit in quotes
     */
    VmRefusedException(String message) {
        super(message);
    }
}
