// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections on one socket until it is closed. */
public final class Listener implements Runnable, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    /** Where connections cannot be accepted, as without descriptors, it is tried again after this. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ServerSocketChannel channel;
    private final Closeable closing;
    private final Consumer<SocketChannel> receiver;

    /**
     * @param closing closes the channel, and what belongs to it
     * @param receiver takes over each connection
     */
    public Listener(ServerSocketChannel channel, Closeable closing, Consumer<SocketChannel> receiver) {
        this.channel = channel;
        this.closing = closing;
        this.receiver = receiver;
    }

    @Override
    public void run() {
        while (channel.isOpen()) {
            try {
                receiver.accept(channel.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("a connection could not be accepted: {}", e.toString());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
