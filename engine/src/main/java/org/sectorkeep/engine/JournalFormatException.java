// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;

/** The journal of an operation in place is damaged, missing, or of another operation. */
public final class JournalFormatException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    /**
     * Names the journal.
     *
     * @param journal its file
     * @param problem what is wrong with it
     */
    public JournalFormatException(Path journal, String problem) {
        super("the journal '" + journal + "' cannot be used: " + problem);
    }
}
