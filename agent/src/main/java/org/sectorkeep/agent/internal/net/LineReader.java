// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.SecretBytes;

/**
 * Reads lines of bounded length, and secrets between them. A line that is longer is read to its end, so that the next is
 * found, and not kept. Of a secret no copy is left behind: the buffer is direct, so that none is made on the way to it.
 */
public final class LineReader {
    private final ReadableByteChannel channel;
    private final ByteBuffer buffer;

    /** What came. */
    public sealed interface Line {
        /** The bytes of a line without its end; valid until the next is read. */
        record Text(ByteBuffer bytes) implements Line {}

        /** A line was longer than allowed. */
        record TooLong() implements Line {}
    }

    public LineReader(ReadableByteChannel channel, int mostBytes) {
        this.channel = channel;
        this.buffer = ByteBuffer.allocateDirect(mostBytes + 1).limit(0);
    }

    /** The next line, or null at the end, also where the last line has no end. */
    public @Nullable Line next() throws IOException {
        int searched = 0;
        while (true) {
            int end = lineEnd(searched);
            if (end >= 0) {
                ByteBuffer line = buffer.slice(buffer.position(), end - buffer.position());
                buffer.position(end + 1);
                return new Line.Text(line);
            }
            searched = buffer.remaining();
            if (searched == buffer.capacity()) {
                return skip();
            }
            if (!fill()) {
                return null;
            }
        }
    }

    /**
     * The secret that follows the last line, as long as a line at most; belongs to the caller.
     *
     * @throws EOFException if less comes
     */
    public SecretBytes secret(int lengthBytes) throws IOException {
        if (lengthBytes == 0) {
            return SecretBytes.copyOf(new byte[0]);
        }
        boolean taken = false;
        try {
            while (buffer.remaining() < lengthBytes) {
                if (!fill()) {
                    throw new EOFException("the connection ended within a secret");
                }
            }
            SecretBytes secret = SecretBytes.copyOf(buffer.slice(buffer.position(), lengthBytes));
            buffer.position(buffer.position() + lengthBytes);
            taken = true;
            return secret;
        } finally {
            if (!taken) {
                buffer.position(buffer.limit()); // part of a secret, perhaps: nothing after it is of use
            }
            wipeAllButWhatRemains();
        }
    }

    private void wipeAllButWhatRemains() {
        buffer.compact();
        int usedBytes = buffer.position();
        for (int at = usedBytes; at < buffer.capacity(); at++) {
            buffer.put(at, (byte) 0);
        }
        buffer.flip();
    }

    /** Where the line ends, or -1. */
    private int lineEnd(int searchedBytes) {
        for (int at = buffer.position() + searchedBytes; at < buffer.limit(); at++) {
            if (buffer.get(at) == '\n') {
                return at;
            }
        }
        return -1;
    }

    private boolean fill() throws IOException {
        buffer.compact();
        try {
            return channel.read(buffer) > 0;
        } finally {
            buffer.flip();
        }
    }

    private @Nullable Line skip() throws IOException {
        while (true) {
            int end = lineEnd(0);
            if (end >= 0) {
                buffer.position(end + 1);
                return new Line.TooLong();
            }
            buffer.position(buffer.limit());
            if (!fill()) {
                return null;
            }
        }
    }
}
