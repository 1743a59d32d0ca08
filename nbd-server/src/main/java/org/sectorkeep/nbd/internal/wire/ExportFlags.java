// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

/** Transmission flags: what an export can do for a client. */
public final class ExportFlags {
    private static final int HAS_FLAGS = 1 << 0;
    private static final int READ_ONLY = 1 << 1;
    private static final int SEND_FLUSH = 1 << 2;
    private static final int SEND_FUA = 1 << 3;
    private static final int SEND_TRIM = 1 << 5;
    private static final int SEND_WRITE_ZEROES = 1 << 6;
    private static final int SEND_DF = 1 << 7;
    private static final int CAN_MULTI_CONN = 1 << 8;
    private static final int SEND_CACHE = 1 << 10;
    private static final int SEND_FAST_ZERO = 1 << 11;
    private static final int BLOCK_STATUS_PAYLOAD = 1 << 12;

    private static final int ALWAYS = HAS_FLAGS | SEND_FLUSH | SEND_FUA | CAN_MULTI_CONN | SEND_CACHE;
    private static final int WRITABLE = SEND_TRIM | SEND_WRITE_ZEROES | SEND_FAST_ZERO;

    private ExportFlags() {}

    public static short readOnly(HeaderKind kind) {
        return (short) (ALWAYS | READ_ONLY | of(kind));
    }

    public static short writable(HeaderKind kind) {
        return (short) (ALWAYS | WRITABLE | of(kind));
    }

    private static int of(HeaderKind kind) {
        return switch (kind) {
            case SIMPLE -> 0;
            case STRUCTURED -> SEND_DF;
            case EXTENDED -> SEND_DF | BLOCK_STATUS_PAYLOAD;
        };
    }
}
