// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.file.Path;

/** A disk file is damaged, or was never a right one. */
public final class VmdkFormatException extends IOException {
    private static final long serialVersionUID = 1;

    private final String structure;
    private final String field;
    private final long offsetBytes;

    /**
     * Names the place in the file and what is wrong with it.
     *
     * @param path the file
     * @param structure the structure within the file, such as "sparse header"
     * @param field the field within the structure
     * @param offsetBytes where the field starts in the file, in bytes
     * @param problem what was expected and what was found: lower case, no full stop
     */
    public VmdkFormatException(Path path, String structure, String field, long offsetBytes, String problem) {
        super("'" + path + "' is damaged: " + structure + ", " + field + " at byte " + offsetBytes + ": " + problem);
        this.structure = structure;
        this.field = field;
        this.offsetBytes = offsetBytes;
    }

    /**
     * The structure that is damaged.
     *
     * @return such as "sparse header", "grain table", "descriptor"
     */
    public String structure() {
        return structure;
    }

    /**
     * The field of the structure.
     *
     * @return its name
     */
    public String field() {
        return field;
    }

    /**
     * Where the field starts.
     *
     * @return in bytes from the start of the file
     */
    public long offsetBytes() {
        return offsetBytes;
    }
}
