// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length. One that is longer is read to its end, so that the next is found, and not kept. */
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
        this.buffer = ByteBuffer.allocate(mostBytes + 1).limit(0);
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
