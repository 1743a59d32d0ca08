// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.nio.file.Path;

/**
 * Something that a structure check found.
 *
 * @param severity how bad it is
 * @param file the file it was found in
 * @param message what it is: one line, lower case, no full stop; names the place
 */
public record StructureFinding(Severity severity, Path file, String message) {
    /** How bad a finding is. */
    public enum Severity {
        /** The content cannot be relied on. */
        DAMAGED,
        /** The content is whole, but a second copy of a table is not in step with the first. */
        OUT_OF_STEP,
        /** Worth knowing; nothing is wrong. */
        NOTE
    }

    /**
     * Says it in a line that names the file once.
     *
     * @return one line, no full stop
     */
    public String text() {
        String name = "'" + file + "'";
        return message.startsWith(name) ? message : name + ": " + message;
    }
}
