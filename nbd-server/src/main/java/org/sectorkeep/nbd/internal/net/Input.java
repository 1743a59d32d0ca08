// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads messages from a connection through a buffer, and long payloads around it. Used by one thread at a time. */
public final class Input {
    /** So much of a payload is asked for at once, so that it is seen how it comes piece by piece. */
    private static final int STEP_BYTES = 1 << 20;

    private final ByteBuffer buffer;
    private final Activity activity;
    private Transport transport;

    /** The buffer is the caller's, who keeps it as long as this object is used. */
    public Input(Transport transport, ByteBuffer buffer, Activity activity) {
        this.transport = transport;
        this.buffer = buffer.clear().limit(0);
        this.activity = activity;
    }

    /** Goes on with another transport. What the old one had sent ahead is dropped: under TLS nothing in the clear counts. */
    public void replace(Transport other) {
        transport = other;
        buffer.clear().limit(0);
    }

    /** Whether a message of so many bytes is there already. */
    public boolean has(int bytes) {
        return buffer.remaining() >= bytes;
    }

    /** What is there already, to be looked at. */
    public ByteBuffer ahead() {
        return buffer.duplicate();
    }

    /**
     * Waits for the next message.
     *
     * @param bytes no more than the buffer has
     * @return the buffer, from which the message is to be read; null if the client went before the first byte of it
     */
    public @Nullable ByteBuffer next(int bytes) throws IOException {
        if (!has(bytes) && !fill(bytes)) {
            return null;
        }
        return buffer;
    }

    /** Fills a buffer. */
    public void read(ByteBuffer target) throws IOException {
        int ready = Math.min(target.remaining(), buffer.remaining());
        target.put(buffer.slice(buffer.position(), ready));
        buffer.position(buffer.position() + ready);
        int end = target.limit();
        activity.receiving().begin();
        try {
            while (target.position() < end) {
                target.limit(Math.min(end, target.position() + STEP_BYTES));
                receive(target);
            }
        } finally {
            target.limit(end);
            activity.receiving().end();
        }
    }

    /** Reads bytes and drops them. */
    public void skip(long bytes) throws IOException {
        try {
            for (long left = bytes; left > 0; ) {
                if (!buffer.hasRemaining()) {
                    buffer.clear();
                    receive(buffer);
                    buffer.flip();
                }
                int step = (int) Math.min(left, buffer.remaining());
                buffer.position(buffer.position() + step);
                left -= step;
            }
        } finally {
            activity.receiving().end();
        }
    }

    private boolean fill(int bytes) throws IOException {
        buffer.compact();
        try {
            while (buffer.position() < bytes) {
                boolean first = buffer.position() == 0;
                if (first) {
                    if (transport.read(buffer) < 0) {
                        return false;
                    }
                } else {
                    receive(buffer);
                }
            }
            return true;
        } finally {
            buffer.flip();
            activity.receiving().end();
        }
    }

    private void receive(ByteBuffer target) throws IOException {
        activity.receiving().await();
        int bytes = transport.read(target);
        if (bytes < 0) {
            throw new EOFException("the client went in the middle of a message");
        }
        activity.receiving().moved(bytes);
    }
}
