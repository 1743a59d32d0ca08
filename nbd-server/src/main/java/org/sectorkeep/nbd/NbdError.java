// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

/** The errors that the protocol has for requests (section "Error values"), with what they mean here. */
public enum NbdError {
    /** The export is read-only. */
    EPERM(1, "not permitted"),
    /** Reading or writing failed. */
    EIO(5, "input or output failed"),
    /** The server has no memory for the request. */
    ENOMEM(12, "out of memory"),
    /** The request is none that the server understands, or its range is outside the export. */
    EINVAL(22, "invalid request"),
    /** Storage is used up, or a write goes beyond the end of the export. */
    ENOSPC(28, "no space left"),
    /** The request is larger than can be answered. */
    EOVERFLOW(75, "value too large"),
    /** What was asked for is not supported, or not fast. */
    ENOTSUP(95, "not supported"),
    /** The server, or the export, is being shut down. */
    ESHUTDOWN(108, "shutting down");

    private final int code;
    private final String text;

    NbdError(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /**
     * The number on the wire.
     *
     * @return over 0
     */
    public int code() {
        return code;
    }

    /**
     * What it means, for people.
     *
     * @return a few words
     */
    public String text() {
        return text;
    }
}
