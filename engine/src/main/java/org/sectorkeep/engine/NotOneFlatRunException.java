// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;

/** The ciphertext of a disk is not one whole flat file, so that no header can be put before it; a copy could be made. */
public final class NotOneFlatRunException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    NotOneFlatRunException(Path disk, String found) {
        super("the ciphertext of '" + disk + "' is not one whole flat file: " + found);
    }
}
