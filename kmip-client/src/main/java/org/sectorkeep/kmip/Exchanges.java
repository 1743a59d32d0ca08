// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.internal.Wiping;
import org.sectorkeep.kmip.internal.tls.TlsMaterial;
import org.sectorkeep.kmip.internal.transport.ConnectionPool;
import org.sectorkeep.kmip.internal.transport.Deadline;
import org.sectorkeep.kmip.internal.transport.KmipConnection;
import org.sectorkeep.kmip.message.Credential;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.message.RequestHeader;
import org.sectorkeep.kmip.message.RequestMessage;
import org.sectorkeep.kmip.message.RequestPayload;
import org.sectorkeep.kmip.message.ResponseMessage;
import org.sectorkeep.kmip.ttlv.Ttlv;
import org.sectorkeep.kmip.ttlv.TtlvDecoder;
import org.sectorkeep.kmip.ttlv.TtlvEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages to one server and receives their answers. Messages that may be sent twice go out on a connection at rest if
 * there is one; if that, or a new one, turns out to be dead, they are sent once more on a new one. All others go out once,
 * on a new connection: a connection at rest may have been closed by the server a moment ago, and then nobody could tell
 * whether the request was still read. Safe for use by many threads.
 */
final class Exchanges implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

    private final ClientSettings settings;
    private final ConnectionPool pool;
    private final TlsMaterial material;
    private final Notifier notifier;
    private volatile @Nullable ServerCertificate certificate;

    Exchanges(ClientSettings settings) {
        this.settings = settings;
        this.material = new TlsMaterial(settings.tls());
        this.notifier = new Notifier(settings.listener());
        this.pool = new ConnectionPool(settings.server(), this::open, settings.maxConnections(), settings.rest());
    }

    private KmipConnection open(Deadline deadline) throws KmipException {
        long start = System.nanoTime();
        try {
            KmipConnection connection =
                    KmipConnection.open(settings.server(), material, settings.deadlines(), deadline);
            connection.certificate().ifPresent(shown -> certificate = shown);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            LOG.debug("connected to KMIP server '{}' in {} ms", settings.server(), took.toMillis());
            notifier.tell(listener -> listener.connectionOpened(settings.server(), took));
            return connection;
        } catch (KmipException e) {
            LOG.debug("not connected: {}", e.getMessage());
            notifier.tell(listener -> listener.connectionFailed(settings.server(), e));
            throw e;
        }
    }

    /** What the server showed at the last handshake. */
    Optional<ServerCertificate> certificate() {
        return Optional.ofNullable(certificate);
    }

    /** A message that was sent, and its answer, not matched yet. */
    record Exchange(RequestMessage request, ResponseMessage response) {}

    Exchange exchange(KmipVersion version, List<? extends RequestPayload> payloads, Deadline deadline)
            throws KmipException {
        Supplier<Credential> source = settings.credential();
        List<Credential> credentials = source == null ? List.of() : List.of(source.get());
        ByteBuffer encoded = null;
        try {
            RequestMessage request = RequestMessage.of(new RequestHeader(version, credentials), payloads);
            Ttlv.Structure tree = request.toTtlv();
            encoded = ByteBuffer.allocateDirect(TtlvEncoder.lengthBytes(tree));
            TtlvEncoder.encode(tree, encoded);
            return new Exchange(request, send(encoded.flip(), Repetition.of(payloads), deadline));
        } finally {
            credentials.forEach(Credential::wipe);
            if (encoded != null) {
                Wiping.wipe(encoded);
            }
        }
    }

    private ResponseMessage send(ByteBuffer request, Repetition repetition, Deadline deadline) throws KmipException {
        pool.enter(deadline);
        try {
            if (repetition == Repetition.FORBIDDEN) {
                return sendOn(pool.open(deadline), request, deadline);
            }
            Optional<KmipConnection> resting = pool.takeResting();
            KmipConnection first = resting.isPresent() ? resting.get() : pool.open(deadline);
            try {
                return sendOn(first, request, deadline);
            } catch (KmipTransportException e) {
                if (!isOfTheConnection(e) || deadline.hasPassed()) {
                    throw e;
                }
                LOG.debug("sending once more on a new connection: {}", e.getMessage());
            }
            pool.dropResting();
            return sendOn(pool.open(deadline), request, deadline);
        } finally {
            pool.leave();
        }
    }

    private static boolean isOfTheConnection(KmipTransportException e) {
        return e.failure() == TransportFailure.CLOSED_BEFORE_ANSWER
                || e.failure() == TransportFailure.CLOSED_WITHIN_ANSWER
                || e.failure() == TransportFailure.BROKEN;
    }

    private ResponseMessage sendOn(KmipConnection connection, ByteBuffer request, Deadline deadline)
            throws KmipException {
        boolean isInOrder = false;
        try {
            ResponseMessage answer =
                    connection.exchange(request.duplicate(), settings.limits().maxMessageBytes(), deadline, this::read);
            isInOrder = true;
            pool.giveBack(connection);
            return answer;
        } finally {
            if (!isInOrder) {
                connection.close();
            }
        }
    }

    private ResponseMessage read(ByteBuffer answer) throws KmipException {
        Ttlv tree = TtlvDecoder.decode(answer, settings.limits());
        boolean isMessage = false;
        try {
            ResponseMessage message = ResponseMessage.read(tree);
            isMessage = true;
            return message;
        } finally {
            if (!isMessage) {
                tree.wipe();
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
