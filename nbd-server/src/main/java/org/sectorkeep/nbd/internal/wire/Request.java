// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * The header of a request.
 *
 * @param flags see {@link Command}
 * @param type see {@link Command}
 * @param cookie what the reply must carry
 * @param offsetBytes as it came: negative is over 2^63
 * @param lengthBytes as it came: negative is over 2^63; of the payload, or of the range that is meant
 */
public record Request(int flags, int type, long cookie, long offsetBytes, long lengthBytes) {
    /** The most that a request or reply may carry. */
    public static final int MAX_PAYLOAD_BYTES = 32 << 20;

    /** Payloads that are too long are read and thrown away up to this; with a longer one the connection ends. */
    public static final int MAX_SKIPPED_BYTES = 128 << 20;

    private static final int COMPACT_BYTES = 4 + 2 + 2 + 8 + 8 + 4;
    private static final int EXTENDED_BYTES = COMPACT_BYTES + 4;

    public static int headerBytes(HeaderKind kind) {
        return kind == HeaderKind.EXTENDED ? EXTENDED_BYTES : COMPACT_BYTES;
    }

    /** Reads a header. Behind one that is none nothing can be understood any more. */
    public static Request read(ByteBuffer from, HeaderKind kind) throws ProtocolException {
        int magic = from.getInt();
        int expected = kind == HeaderKind.EXTENDED ? Magic.EXTENDED_REQUEST : Magic.REQUEST;
        if (magic != expected) {
            throw new ProtocolException("a request begins with 0x" + Integer.toHexString(magic) + ", expected 0x"
                    + Integer.toHexString(expected));
        }
        int flags = Short.toUnsignedInt(from.getShort());
        int type = Short.toUnsignedInt(from.getShort());
        long cookie = from.getLong();
        long offsetBytes = from.getLong();
        long lengthBytes = kind == HeaderKind.EXTENDED ? from.getLong() : Integer.toUnsignedLong(from.getInt());
        return new Request(flags, type, cookie, offsetBytes, lengthBytes);
    }

    /** How many bytes follow the header; negative is over 2^63. */
    public long payloadBytes(HeaderKind kind) {
        boolean carries = kind == HeaderKind.EXTENDED && has(Command.FLAG_PAYLOAD_LEN);
        return type == Command.WRITE || carries ? lengthBytes : 0;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
