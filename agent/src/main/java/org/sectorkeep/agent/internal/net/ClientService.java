// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Accepts clients, each in a thread of its own, so that one that is slow holds up nobody. There are never more than a
 * number of them: for a new one, the one that has said or taken nothing for the longest time goes.
 */
public final class ClientService implements Closeable {
    private static final long CLOSE_SECONDS = 5;
    private static final long FULL_PAUSE_MILLIS = 100;

    /** Serves one client to its end. Told of the connection, it says when the client did something. */
    @FunctionalInterface
    public interface Handler {
        void serve(Connection connection) throws IOException;
    }

    /** A connection, whose client may be sent away at any time while it is idle. */
    public static final class Connection {
        private final SocketChannel channel;
        private volatile long activeNanos = System.nanoTime();
        private volatile boolean busy;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        public SocketChannel channel() {
            return channel;
        }

        /** The client waits for us now. */
        public void beginWork() {
            busy = true;
        }

        /** We wait for the client now. */
        public void endWork() {
            activeNanos = System.nanoTime();
            busy = false;
        }
    }

    private final ServerSocketChannel listener;
    private final int mostClients;
    private final String name;
    private final Handler handler;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Begins to accept at once. The listener stays the caller's. */
    public ClientService(ServerSocketChannel listener, int mostClients, String name, Handler handler) {
        this.listener = listener;
        this.mostClients = mostClients;
        this.name = name;
        this.handler = handler;
        daemon(this::accept, name + "-accept");
    }

    private static void daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                begin(next());
            }
        } catch (ClosedChannelException e) {
            ended.countDown(); // that is how it ends
        } finally {
            ended.countDown();
        }
    }

    /** The next client; what fails with one of them (no descriptor is left) is over some time later. */
    private SocketChannel next() throws ClosedChannelException {
        while (true) {
            try {
                return listener.accept();
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(FULL_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(SocketChannel channel) {
        while (connections.size() >= mostClients) {
            Optional<Connection> idlest = connections.stream()
                    .filter(connection -> !connection.busy)
                    .min(Comparator.comparingLong(connection -> connection.activeNanos - System.nanoTime()));
            if (idlest.isEmpty()) {
                drop(channel); // all the others are being worked for
                return;
            }
            end(idlest.get());
        }
        Connection connection = new Connection(channel);
        connections.add(connection);
        daemon(() -> serve(connection), name + "-client");
    }

    private void serve(Connection connection) {
        try {
            handler.serve(connection);
        } catch (IOException e) {
            drop(connection.channel); // the client went, or was sent away
        } finally {
            end(connection);
        }
    }

    private void end(Connection connection) {
        connections.remove(connection);
        drop(connection.channel);
    }

    private static void drop(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was to be said any more.
        }
    }

    /** How many clients there are. */
    public int clientCount() {
        return connections.size();
    }

    /** Accepts nobody any more, and sends away who is idle; whoever is worked for gets an answer. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            boolean unused = ended.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.stream().filter(connection -> !connection.busy).forEach(this::end);
    }
}
