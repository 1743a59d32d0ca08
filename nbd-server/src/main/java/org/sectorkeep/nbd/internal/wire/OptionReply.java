// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

import java.nio.ByteBuffer;

/** Replies to options: types, and how they are written. */
public final class OptionReply {
    public static final int ACK = 1;
    public static final int SERVER = 2;
    public static final int INFO = 3;
    public static final int META_CONTEXT = 4;

    private static final int ERROR = 1 << 31;
    public static final int ERR_UNSUP = ERROR + 1;
    public static final int ERR_POLICY = ERROR + 2;
    public static final int ERR_INVALID = ERROR + 3;
    public static final int ERR_TLS_REQD = ERROR + 5;
    public static final int ERR_UNKNOWN = ERROR + 6;
    public static final int ERR_SHUTDOWN = ERROR + 7;
    public static final int ERR_TOO_BIG = ERROR + 9;
    public static final int ERR_EXT_HEADER_REQD = ERROR + 10;

    public static final int INFO_EXPORT = 0;
    public static final int INFO_NAME = 1;
    public static final int INFO_DESCRIPTION = 2;
    public static final int INFO_BLOCK_SIZE = 3;

    private static final int HEADER_BYTES = 8 + 4 + 4 + 4;

    private OptionReply() {}

    /** One reply, ready to be sent. */
    public static ByteBuffer of(int option, int type, byte[] data) {
        return ByteBuffer.allocate(HEADER_BYTES + data.length)
                .putLong(Magic.OPTION_REPLY)
                .putInt(option)
                .putInt(type)
                .putInt(data.length)
                .put(data)
                .flip();
    }
}
