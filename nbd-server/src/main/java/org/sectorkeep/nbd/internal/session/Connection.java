// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sectorkeep.nbd.NbdExport;
import org.sectorkeep.nbd.internal.net.Activity;
import org.sectorkeep.nbd.internal.net.Buffers;
import org.sectorkeep.nbd.internal.net.Input;
import org.sectorkeep.nbd.internal.net.Output;
import org.sectorkeep.nbd.internal.net.PlainTransport;
import org.sectorkeep.nbd.internal.net.TlsTransport;
import org.sectorkeep.nbd.internal.net.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client from its coming to its going. */
public final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /** Under pressure who holds buffers and does not move is let go after this. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Under pressure who holds buffers for content that moves more slowly than this is let go, after the same patience. */
    private static final long LEAST_BYTES_PER_SECOND = 8 << 20;

    private static final int INPUT_BYTES = 32 << 10;

    private final SocketChannel channel;
    private final Services services;
    private final Activity activity = new Activity();
    private final long startNanos = System.nanoTime();
    private volatile boolean agreed;
    private volatile Transport transport;

    /** Takes over a channel in blocking mode. */
    public Connection(SocketChannel channel, Services services) {
        this.channel = channel;
        this.services = services;
        this.transport = new PlainTransport(channel, activity);
    }

    /** Serves the client to the end; never throws what the client brought about. */
    @Override
    public void run() {
        Buffers.Lease lease = services.inputs().take(INPUT_BYTES);
        try {
            serve(new Input(transport, lease.whole(), activity));
        } catch (IOException e) {
            LOG.debug("a connection ended: {}", e.toString());
        } finally {
            lease.release();
            abort();
        }
    }

    private void serve(Input input) throws IOException {
        Handshake handshake =
                new Handshake(transport, input, services.exports(), services.tls(), this::startTls, services.closing());
        Optional<Agreement> agreement = handshake.run();
        if (agreement.isPresent()) {
            agreed = true;
            session(agreement.get(), input).run();
        }
        transport.close();
    }

    private Session session(Agreement agreement, Input input) {
        NbdExport export = agreement.export();
        RequestRunner runner = new RequestRunner(
                agreement,
                () -> !services.closing().getAsBoolean()
                        && export.equals(services.exports().find(export.name()).orElse(null)));
        Crew crew = new Crew(
                services.helpers(), services.helperPermits(), services.limits().threadsPerConnection(), this::abort);
        return new Session(
                agreement,
                runner,
                input,
                new Output(transport, activity),
                services.buffers(),
                crew,
                services.processors());
    }

    private Transport startTls() throws IOException {
        TlsTransport secured = TlsTransport.accept(new PlainTransport(channel, activity), services.tls(), activity);
        transport = secured;
        return secured;
    }

    /** Ends the connection if its client takes too long. */
    public void endIfStalled(long nowNanos) {
        long stalledNanos = activity.stalledNanos(nowNanos);
        boolean late =
                !agreed && nowNanos - startNanos > services.limits().handshake().toNanos();
        boolean stalled = stalledNanos > services.limits().stall().toNanos();
        boolean inTheWay = services.buffers().isScarce()
                && (stalledNanos > PATIENCE_NANOS
                        || activity.isSlower(nowNanos, PATIENCE_NANOS, LEAST_BYTES_PER_SECOND));
        if (late || stalled || inTheWay) {
            LOG.info("a client is let go: {}", late ? "no handshake in time" : "it neither sends nor reads");
            abort();
        }
    }

    /** Lets the client send nothing more; what it asked for is still answered. */
    public void stopReading() {
        if (!agreed) {
            abort();
            return;
        }
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            abort();
        }
    }

    /** Ends the connection at once. */
    public void abort() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a socket could not be closed: {}", e.toString());
        }
    }
}
