// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

/** Request types and their flags. */
public final class Command {
    public static final int READ = 0;
    public static final int WRITE = 1;
    public static final int DISC = 2;
    public static final int FLUSH = 3;
    public static final int TRIM = 4;
    public static final int CACHE = 5;
    public static final int WRITE_ZEROES = 6;
    public static final int BLOCK_STATUS = 7;

    public static final int FLAG_FUA = 1 << 0;
    public static final int FLAG_NO_HOLE = 1 << 1;
    public static final int FLAG_DF = 1 << 2;
    public static final int FLAG_REQ_ONE = 1 << 3;
    public static final int FLAG_FAST_ZERO = 1 << 4;
    public static final int FLAG_PAYLOAD_LEN = 1 << 5;

    private Command() {}

    /** The flags that a request may have; of an unknown command none. FUA is allowed, and ignored, where nothing is written. */
    public static int allowedFlags(int type, HeaderKind kind) {
        return switch (type) {
            case READ -> FLAG_FUA | (kind == HeaderKind.SIMPLE ? 0 : FLAG_DF);
            case WRITE -> FLAG_FUA | (kind == HeaderKind.EXTENDED ? FLAG_PAYLOAD_LEN : 0);
            case FLUSH, TRIM, CACHE -> FLAG_FUA;
            case WRITE_ZEROES -> FLAG_FUA | FLAG_NO_HOLE | FLAG_FAST_ZERO;
            case BLOCK_STATUS -> FLAG_FUA | FLAG_REQ_ONE | (kind == HeaderKind.EXTENDED ? FLAG_PAYLOAD_LEN : 0);
            default -> 0;
        };
    }
}
