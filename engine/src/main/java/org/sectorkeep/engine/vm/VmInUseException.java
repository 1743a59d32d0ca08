// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

/** A virtual machine is in use, or was when its host went down: a lock of it is there. */
public final class VmInUseException extends VmRefusedException {
    private static final long serialVersionUID = 1L;

    VmInUseException(String message) {
        super(message);
    }
}
