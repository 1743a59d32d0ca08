// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** The disk has another size than its envelope names: another program changed it, or the envelope is of another disk. */
public final class ForeignSizeException extends WrongDiskException {
    private static final long serialVersionUID = 1L;

    ForeignSizeException(String message) {
        super(message);
    }
}
