// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;

/** An envelope that is damaged, not one of ours, or of a version or suite that is not known here. */
public final class EnvelopeFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The field that was refused. */
    private final String field;

    /** Where that field begins. */
    private final int offsetBytes;

    EnvelopeFormatException(String field, int offsetBytes, String problem) {
        super("envelope: " + field + " at byte " + offsetBytes + " " + problem);
        this.field = field;
        this.offsetBytes = offsetBytes;
    }

    /**
     * The field that was refused.
     *
     * @return its name in {@code docs/on-disk-format.md}
     */
    public String field() {
        return field;
    }

    /**
     * Where the refused field begins.
     *
     * @return an offset in bytes of the envelope; 0 for a fault of the base64 text as a whole
     */
    public int offsetBytes() {
        return offsetBytes;
    }
}
