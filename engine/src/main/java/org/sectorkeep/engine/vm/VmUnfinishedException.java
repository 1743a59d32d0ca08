// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

/** Another operation on a virtual machine is unfinished: that one is to be repeated first. */
public final class VmUnfinishedException extends VmRefusedException {
    private static final long serialVersionUID = 1L;

    VmUnfinishedException(String message) {
        super(message);
    }
}
