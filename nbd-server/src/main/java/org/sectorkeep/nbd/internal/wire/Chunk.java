// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sectorkeep.nbd.NbdError;

/** Replies to requests: simple ones and chunks, compact or extended. */
public final class Chunk {
    public static final int NONE = 0;
    public static final int OFFSET_DATA = 1;
    public static final int BLOCK_STATUS = 5;
    public static final int BLOCK_STATUS_EXTENDED = 6;
    public static final int ERROR = (1 << 15) + 1;

    private static final int DONE = 1 << 0;
    private static final int SIMPLE_BYTES = 4 + 4 + 8;
    private static final int STRUCTURED_BYTES = 4 + 2 + 2 + 8 + 4;
    private static final int EXTENDED_BYTES = 4 + 2 + 2 + 8 + 8 + 8;
    private static final int MAX_MESSAGE_BYTES = 4096;

    private Chunk() {}

    /** The room that {@link #data} needs before the content that was read. */
    public static int dataHeaderBytes(HeaderKind kind) {
        return switch (kind) {
            case SIMPLE -> SIMPLE_BYTES;
            case STRUCTURED -> STRUCTURED_BYTES + Long.BYTES;
            case EXTENDED -> EXTENDED_BYTES + Long.BYTES;
        };
    }

    /** Writes what stands before the content that was read, which is the only chunk of its reply. */
    public static void data(ByteBuffer to, HeaderKind kind, Request request, int contentBytes) {
        header(to, kind, request, OFFSET_DATA, contentBytes + (long) Long.BYTES);
        if (kind != HeaderKind.SIMPLE) {
            to.putLong(request.offsetBytes());
        }
    }

    /** Success with nothing more to say. */
    public static ByteBuffer done(HeaderKind kind, Request request) {
        ByteBuffer reply = ByteBuffer.allocate(headerBytes(kind));
        header(reply, kind, request, NONE, 0);
        return reply.flip();
    }

    public static ByteBuffer error(HeaderKind kind, Request request, NbdError error, String message) {
        if (kind == HeaderKind.SIMPLE) {
            return ByteBuffer.allocate(SIMPLE_BYTES)
                    .putInt(Magic.SIMPLE_REPLY)
                    .putInt(error.code())
                    .putLong(request.cookie())
                    .flip();
        }
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(text, Math.min(text.length, MAX_MESSAGE_BYTES));
        int payloadBytes = Integer.BYTES + Short.BYTES + cut.length;
        ByteBuffer reply = ByteBuffer.allocate(headerBytes(kind) + payloadBytes);
        header(reply, kind, request, ERROR, payloadBytes);
        return reply.putInt(error.code()).putShort((short) cut.length).put(cut).flip();
    }

    /** The one chunk of a reply with a payload of its own. */
    public static ByteBuffer of(HeaderKind kind, Request request, int type, ByteBuffer payload) {
        ByteBuffer reply = ByteBuffer.allocate(headerBytes(kind) + payload.remaining());
        header(reply, kind, request, type, payload.remaining());
        return reply.put(payload).flip();
    }

    private static int headerBytes(HeaderKind kind) {
        return switch (kind) {
            case SIMPLE -> SIMPLE_BYTES;
            case STRUCTURED -> STRUCTURED_BYTES;
            case EXTENDED -> EXTENDED_BYTES;
        };
    }

    private static void header(ByteBuffer to, HeaderKind kind, Request request, int type, long payloadBytes) {
        if (kind == HeaderKind.SIMPLE) {
            to.putInt(Magic.SIMPLE_REPLY).putInt(0).putLong(request.cookie());
            return;
        }
        to.putInt(kind == HeaderKind.EXTENDED ? Magic.EXTENDED_REPLY : Magic.STRUCTURED_REPLY)
                .putShort((short) DONE)
                .putShort((short) type)
                .putLong(request.cookie());
        if (kind == HeaderKind.EXTENDED) {
            to.putLong(request.offsetBytes()).putLong(payloadBytes);
        } else {
            to.putInt((int) payloadBytes);
        }
    }
}
