// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

/** Options of the handshake. */
public final class Option {
    public static final int EXPORT_NAME = 1;
    public static final int ABORT = 2;
    public static final int LIST = 3;
    public static final int STARTTLS = 5;
    public static final int INFO = 6;
    public static final int GO = 7;
    public static final int STRUCTURED_REPLY = 8;
    public static final int LIST_META_CONTEXT = 9;
    public static final int SET_META_CONTEXT = 10;
    public static final int EXTENDED_HEADERS = 11;

    /** Magic, option, length of the data. */
    public static final int HEADER_BYTES = 8 + 4 + 4;

    /** More than any option needs that we know: 64 KiB. */
    public static final int MAX_DATA_BYTES = 64 << 10;

    private Option() {}
}
