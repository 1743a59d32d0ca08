// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket in blocking mode, in the clear. */
public final class PlainTransport implements Transport {
    /** So much goes to the socket at once, so that it is seen how a client takes a long reply piece by piece. */
    private static final int STEP_BYTES = 1 << 20;

    private final SocketChannel channel;
    private final Activity activity;

    public PlainTransport(SocketChannel channel, Activity activity) {
        this.channel = channel;
        this.activity = activity;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public void write(ByteBuffer[] sources, int count) throws IOException {
        try {
            for (int first = 0; first < count; ) {
                activity.sending().await();
                long bytes = sources[first].remaining() > STEP_BYTES
                        ? writeStep(sources[first])
                        : channel.write(sources, first, stepEnd(sources, first, count) - first);
                activity.sending().moved(bytes);
                while (first < count && !sources[first].hasRemaining()) {
                    first++;
                }
            }
        } finally {
            activity.sending().rest();
        }
    }

    private int writeStep(ByteBuffer source) throws IOException {
        int end = source.limit();
        source.limit(source.position() + STEP_BYTES);
        try {
            return channel.write(source);
        } finally {
            source.limit(end);
        }
    }

    /** The end of the longest run of whole buffers that is no longer than a step. */
    private static int stepEnd(ByteBuffer[] sources, int first, int count) {
        int bytes = 0;
        int end = first;
        while (end < count && sources[end].remaining() <= STEP_BYTES - bytes) {
            bytes += sources[end++].remaining();
        }
        return end;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
