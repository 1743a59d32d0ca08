// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.transport;

import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.TransportPhase;

/**
 * Connections to one server: at most so many in use at a time, and those at rest for use soon. A connection that has rested
 * for longer than servers let it is closed, by a thread that all pools share. Safe for use by many threads.
 */
public final class ConnectionPool implements Closeable {
    private static final ScheduledThreadPoolExecutor SWEEPER = sweeper();

    private final KmipServer server;
    private final Opener opener;
    private final Semaphore places;
    private final Duration rest;
    /** The last used first. */
    private final Deque<KmipConnection> resting = new ArrayDeque<>();

    private @Nullable Future<?> nextSweep;
    private boolean closed;

    /** Opens connections. */
    @FunctionalInterface
    public interface Opener {
        KmipConnection open(Deadline deadline) throws KmipException;
    }

    /** A pool without connections. */
    public ConnectionPool(KmipServer server, Opener opener, int maxConnections, Duration rest) {
        this.server = server;
        this.opener = opener;
        this.places = new Semaphore(maxConnections, true);
        this.rest = rest;
    }

    private static ScheduledThreadPoolExecutor sweeper() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "kmip-idle");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Waits for one of the places, to be given back by {@link #leave}. */
    public void enter(Deadline deadline) throws KmipTransportException {
        Stage stage = new Stage(server, TransportPhase.CONNECT, deadline);
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the client of KMIP server '" + server + "' is closed");
            }
        }
        try {
            if (!places.tryAcquire(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw stage.failed(TransportFailure.TIMED_OUT, "all connections are in use", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stage.failed(TransportFailure.INTERRUPTED, "", e);
        }
    }

    /** Gives a place back. */
    public void leave() {
        places.release();
    }

    /** A connection at rest that still serves, as far as can be seen; those that do not are closed. */
    public Optional<KmipConnection> takeResting() {
        for (KmipConnection next = pollFirst(); next != null; next = pollFirst()) {
            if (System.nanoTime() - next.lastUsedNanos() < rest.toNanos() && next.isUsable()) {
                return Optional.of(next);
            }
            next.close();
        }
        return Optional.empty();
    }

    private synchronized @Nullable KmipConnection pollFirst() {
        return resting.pollFirst();
    }

    /** A new connection. */
    public KmipConnection open(Deadline deadline) throws KmipException {
        return opener.open(deadline);
    }

    /** Puts a connection to rest whose last answer was in order. */
    public synchronized void giveBack(KmipConnection connection) {
        if (closed) {
            connection.close();
            return;
        }
        resting.addFirst(connection);
        if (nextSweep == null) {
            nextSweep = scheduleSweep();
        }
    }

    private Future<?> scheduleSweep() {
        return SWEEPER.schedule(this::sweep, rest.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        Deque<KmipConnection> old = new ArrayDeque<>();
        synchronized (this) {
            while (!resting.isEmpty() && System.nanoTime() - resting.getLast().lastUsedNanos() >= rest.toNanos()) {
                old.add(resting.removeLast());
            }
            nextSweep = resting.isEmpty() ? null : scheduleSweep();
        }
        old.forEach(KmipConnection::close);
    }

    /** Closes all connections at rest: one of them turned out to be dead, so the others are too. */
    public void dropResting() {
        for (KmipConnection next = pollFirst(); next != null; next = pollFirst()) {
            next.close();
        }
    }

    /** Closes what rests, and what is in use when it is given back. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        dropResting();
    }
}
