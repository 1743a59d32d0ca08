// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;

/** A LUKS header is damaged, or was never a right one. */
public final class LuksFormatException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    /**
     * Names the place in the header and what is wrong with it.
     *
     * @param file the file with the header
     * @param field the field, such as "keyslots.0.kdf.salt"
     * @param problem what was expected and what was found: lower case, no full stop
     */
    public LuksFormatException(Path file, String field, String problem) {
        super("'" + file + "' has a damaged LUKS header: " + field + ": " + problem);
    }
}
