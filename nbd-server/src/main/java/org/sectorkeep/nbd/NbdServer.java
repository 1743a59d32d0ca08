// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sectorkeep.nbd.internal.net.Buffers;
import org.sectorkeep.nbd.internal.net.Listener;
import org.sectorkeep.nbd.internal.net.UnixListener;
import org.sectorkeep.nbd.internal.session.Connection;
import org.sectorkeep.nbd.internal.session.Processors;
import org.sectorkeep.nbd.internal.session.Services;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of the network block device protocol. It serves what the exports hold at each moment, on as many sockets as it
 * is told to listen on, until it is closed. The devices stay the caller's, to be closed after the server.
 *
 * <p>Thread-safe. What clients do never reaches the caller; it is logged.
 */
public final class NbdServer implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(NbdServer.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long IDLE_SECONDS = 5;
    private static final long WATCH_MILLIS = 250;
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final int INPUT_BYTES = 32 << 10;

    private final Services services;
    private final ThreadPoolExecutor threads;
    private final Semaphore places;
    private final Buffers buffers;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Object state = new Object();
    private volatile boolean closing;
    private boolean closed;

    private NbdServer(NbdExports exports, NbdTls tls, NbdLimits limits) {
        this.places = new Semaphore(limits.connectionCount());
        this.buffers = new Buffers(limits.bufferBytes());
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "nbd");
                    thread.setDaemon(true);
                    return thread;
                });
        this.services = new Services(
                exports,
                limits,
                tls,
                buffers,
                // The buffers for reading ahead are the smallest ones, which get an eighth.
                new Buffers(Math.max(128L << 20, 8L * INPUT_BYTES * limits.connectionCount())),
                threads,
                // A client that stalls holds a helper for each direction, so the others always find some.
                new Semaphore(3 * limits.connectionCount() + limits.threadsPerConnection()),
                new Processors(),
                () -> closing);
        threads.execute(this::watch);
    }

    /**
     * Makes a server, which listens nowhere yet.
     *
     * @param exports what is served; stays the caller's, who may change it at any time
     * @param tls whether clients may or must speak TLS
     * @param limits what clients can take
     * @return a running server
     */
    public static NbdServer start(NbdExports exports, NbdTls tls, NbdLimits limits) {
        return new NbdServer(exports, tls, limits);
    }

    /**
     * Listens on a unix socket of mode 0600, which at no moment is open to others. The file that a server left behind
     * which is gone is replaced; it is removed when this server is closed.
     *
     * @param path where; at most about 95 bytes, in a folder that exists
     * @throws java.net.BindException if another server is there, or the path is too long
     * @throws java.nio.file.FileAlreadyExistsException if there is a file that is no socket
     * @throws IOException if the socket cannot be made
     */
    public void listenUnix(Path path) throws IOException {
        UnixListener socket = UnixListener.open(path);
        listen(new Listener(socket.channel(), socket::close, this::accept));
    }

    /**
     * Listens on a TCP port.
     *
     * @param address where; port 0 stands for any that is free
     * @return where it listens
     * @throws IOException if the socket cannot be made
     */
    public SocketAddress listenTcp(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        boolean done = false;
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, 128);
            listen(new Listener(channel, channel, this::accept));
            done = true;
            return channel.getLocalAddress();
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    /**
     * Serves the socket that the process was started with as its standard input, as {@code inetd} and systemd's
     * {@code StandardInput=socket} do: one that listens, or one client.
     *
     * @throws IOException if standard input is no stream socket
     */
    public void listenInherited() throws IOException {
        Channel inherited = System.inheritedChannel();
        if (inherited instanceof ServerSocketChannel channel) {
            channel.configureBlocking(true);
            listen(new Listener(channel, channel, this::accept));
        } else if (inherited instanceof SocketChannel channel) {
            channel.configureBlocking(true);
            accept(channel);
        } else {
            throw new IOException("standard input is no stream socket");
        }
    }

    /**
     * How many clients are connected.
     *
     * @return 0 to the limit
     */
    public int connectionCount() {
        return connections.size();
    }

    /**
     * How many buffers are in use for requests and replies.
     *
     * @return 0 when no request is running
     */
    public int buffersInUse() {
        return buffers.borrowedCount();
    }

    /** Closes with 10 seconds for the requests that are running. */
    @Override
    public void close() throws IOException {
        close(GRACE);
    }

    /**
     * Listens no more, lets running requests finish and be answered, and ends all connections; when it returns, no thread
     * of the server runs that could call a device. Closing again does nothing.
     *
     * @param grace how long running requests may take; after that connections are cut, and only what a device is doing at
     *     that moment is waited for
     * @throws IOException if the file of a unix socket cannot be removed
     */
    public void close(Duration grace) throws IOException {
        synchronized (state) {
            if (closed) {
                return;
            }
            closed = true;
        }
        closing = true;
        try {
            closeListeners();
        } finally {
            connections.forEach(Connection::stopReading);
            threads.shutdown();
            synchronized (state) {
                state.notifyAll();
            }
            if (!awaitEnd(grace)) {
                connections.forEach(Connection::abort);
                while (!awaitEnd(GRACE)) {
                    LOG.warn("a device does not finish: the server waits for it");
                }
            }
        }
    }

    private void closeListeners() throws IOException {
        IOException failure = null;
        for (Listener listener : listeners) {
            try {
                listener.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private boolean awaitEnd(Duration time) {
        boolean interrupted = false;
        try {
            long endNanos = System.nanoTime() + time.toNanos();
            while (true) {
                try {
                    return threads.awaitTermination(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void listen(Listener listener) throws IOException {
        listeners.add(listener);
        try {
            threads.execute(listener);
        } catch (RejectedExecutionException e) {
            listener.close();
            throw new IOException("the server is closed", e);
        }
        if (closing) {
            listener.close();
        }
    }

    /** Takes over a connection, or closes it if there are too many. */
    private void accept(SocketChannel channel) {
        if (!places.tryAcquire()) {
            LOG.warn("too many clients: one more is turned away");
            closeQuietly(channel);
            return;
        }
        Connection connection = new Connection(channel, services);
        connections.add(connection);
        try {
            tune(channel);
            threads.execute(() -> serve(connection));
        } catch (RejectedExecutionException e) {
            gone(connection);
            closeQuietly(channel);
        }
        if (closing) {
            connection.stopReading();
        }
    }

    private void serve(Connection connection) {
        try {
            connection.run();
        } finally {
            gone(connection);
        }
    }

    private void gone(Connection connection) {
        connections.remove(connection);
        places.release();
    }

    /** Replies go out at once, in long pieces, and a client whose machine died is noticed. What a socket does not know is left. */
    private static void tune(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
            if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
        } catch (IOException e) {
            LOG.debug("a socket could not be tuned: {}", e.toString());
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a socket could not be closed: {}", e.toString());
        }
    }

    /** Looks after clients that take too long, until the server is closed and all are gone. */
    private void watch() {
        while (!closing || !connections.isEmpty()) {
            long nowNanos = System.nanoTime();
            connections.forEach(connection -> connection.endIfStalled(nowNanos));
            synchronized (state) {
                try {
                    if (!closing) {
                        state.wait(WATCH_MILLIS);
                    } else {
                        state.wait(WATCH_MILLIS / 10);
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }
}
