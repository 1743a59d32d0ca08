// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** The disk, its envelope, or a backup of it is another one than expected. */
public class WrongDiskException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    WrongDiskException(String message) {
        super(message);
    }
}
