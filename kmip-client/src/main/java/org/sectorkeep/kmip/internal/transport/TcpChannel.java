// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.TransportFailure;

/**
 * A TCP connection none of whose operations lasts beyond the deadline of its stage. It never blocks but in a selector,
 * since nothing else can be given a time in both directions. For one thread at a time.
 */
final class TcpChannel implements Closeable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SocketChannel channel;
    private final Selector selector;

    private TcpChannel(SocketChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /** Connects to the first of the addresses that lets us; each gets an equal share of the time that is left. */
    static TcpChannel connect(List<InetAddress> addresses, Stage stage) throws KmipTransportException {
        KmipTransportException last = null;
        for (int i = 0; i < addresses.size(); i++) {
            stage.check();
            Duration share = stage.deadline().remaining().dividedBy(addresses.size() - i);
            Stage attempt =
                    new Stage(stage.server(), stage.phase(), stage.deadline().within(share));
            try {
                return connect(
                        new InetSocketAddress(addresses.get(i), stage.server().port()), attempt);
            } catch (KmipTransportException e) {
                if (last != null) {
                    e.addSuppressed(last);
                }
                last = e;
            }
        }
        throw last == null ? stage.failed(TransportFailure.NAME_NOT_KNOWN) : last;
    }

    private static TcpChannel connect(InetSocketAddress address, Stage stage) throws KmipTransportException {
        TcpChannel tcp = null;
        try {
            tcp = open();
            if (!tcp.channel.connect(address)) {
                do {
                    tcp.await(SelectionKey.OP_CONNECT, stage);
                } while (!tcp.channel.finishConnect());
            }
            return tcp;
        } catch (IOException e) {
            if (tcp != null) {
                tcp.close();
            }
            throw e instanceof KmipTransportException failed
                    ? failed
                    : stage.failed(reason(e), address.getAddress().getHostAddress(), e);
        }
    }

    private static TcpChannel open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            Selector selector = Selector.open();
            channel.register(selector, 0);
            return new TcpChannel(channel, selector);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static TransportFailure reason(IOException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        if (e instanceof NoRouteToHostException || message.contains("unreachable")) {
            return TransportFailure.NO_ROUTE;
        }
        if (message.contains("timed out")) {
            return TransportFailure.TIMED_OUT;
        }
        return e instanceof ConnectException ? TransportFailure.REFUSED : TransportFailure.BROKEN;
    }

    /** Reads what is there, without waiting. */
    int readNow(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    /** Writes what the system takes, without waiting. */
    int writeNow(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    /** Reads at least a byte, or answers -1 at the end. */
    int read(ByteBuffer target, Stage stage) throws IOException {
        while (true) {
            // Checked also when bytes are at hand: a server that trickles them must not keep us for ever.
            stage.check();
            int count = channel.read(target);
            if (count != 0) {
                return count;
            }
            await(SelectionKey.OP_READ, stage);
        }
    }

    /** Writes all of it. */
    void write(ByteBuffer source, Stage stage) throws IOException {
        while (source.hasRemaining()) {
            stage.check();
            if (channel.write(source) == 0) {
                await(SelectionKey.OP_WRITE, stage);
            }
        }
    }

    private void await(int operation, Stage stage) throws IOException {
        SelectionKey key = channel.keyFor(selector);
        if (key == null) {
            throw new IOException("the connection is closed");
        }
        key.interestOps(operation);
        do {
            stage.check();
        } while (selector.select(stage.deadline().remainingNanos() / NANOS_PER_MILLI + 1) == 0);
        selector.selectedKeys().clear();
    }

    /** Closes without waiting for anything. */
    @Override
    public void close() {
        closeQuietly(selector);
        closeQuietly(channel);
    }

    private static void closeQuietly(@Nullable Closeable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (IOException e) {
            // The connection is over either way, and whoever closes it has no use for this.
        }
    }
}
