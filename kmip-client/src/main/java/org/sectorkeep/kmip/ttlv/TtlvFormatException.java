// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import org.sectorkeep.kmip.KmipException;

/** Bytes that are not a TTLV message, or one beyond the limits. */
public final class TtlvFormatException extends KmipException {
    private static final long serialVersionUID = 1;

    private final long offsetBytes;

    /**
     * Names the place and what is wrong with it.
     *
     * @param offsetBytes where, in bytes from the start of the message
     * @param problem what was expected and what was found: lower case, no full stop
     */
    public TtlvFormatException(long offsetBytes, String problem) {
        super("not a valid TTLV message: at byte " + offsetBytes + ": " + problem);
        this.offsetBytes = offsetBytes;
    }

    /**
     * Where the message is wrong.
     *
     * @return in bytes from its start
     */
    public long offsetBytes() {
        return offsetBytes;
    }
}
