// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

/** The data of an option is not as the protocol has it. */
public final class OptionFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    public OptionFormatException(String message) {
        super(message);
    }
}
