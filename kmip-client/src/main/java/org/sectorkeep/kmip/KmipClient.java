// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.internal.tls.TlsMaterial;
import org.sectorkeep.kmip.internal.transport.Deadline;
import org.sectorkeep.kmip.internal.transport.KmipConnection;
import org.sectorkeep.kmip.message.Credential;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.message.RequestPayload;
import org.sectorkeep.kmip.message.ResponseItem;
import org.sectorkeep.kmip.message.ResponsePayload;
import org.sectorkeep.kmip.ttlv.TtlvLimits;

/**
 * A client of one key management server. Connects at its first call, keeps a few connections for those that follow, and
 * replaces them without a word when the server has closed them. Requests that only read are sent once more when a connection
 * breaks; all others are sent at most once, each on a new connection. Safe for use by many threads.
 */
public final class KmipClient implements KmipOperations, AutoCloseable {
    private final ClientSettings settings;
    private final Exchanges exchanges;
    private final VersionChoice version;
    private final ServerCalls calls;
    private final KeyBatches batches;

    private KmipClient(ClientSettings settings) {
        this.settings = settings;
        this.exchanges = new Exchanges(settings);
        this.version = new VersionChoice(exchanges, settings.version());
        this.calls = new ServerCalls(settings, exchanges, version);
        this.batches = new KeyBatches(calls, settings.maxBatchItems());
    }

    /**
     * Begins with a client that has {@linkplain Deadlines#standard() the usual deadlines}, sends no credential, and
     * negotiates the version.
     *
     * @param server the server
     * @param tls how to speak TLS with it
     * @return to be changed and built
     */
    public static Builder builder(KmipServer server, TlsSettings tls) {
        return new Builder(server, tls);
    }

    /**
     * Looks at the certificate of a server without trusting it: the handshake is broken off, nothing of ours is sent.
     *
     * @param server the server
     * @param tls the versions of TLS count, neither trust nor identity does
     * @param deadlines of which those to resolve, to connect, for the handshake and for the call count
     * @return what the server shows
     * @throws KmipTransportException if it shows nothing
     * @throws KmipException if our settings are unusable
     */
    public static ServerCertificate look(KmipServer server, TlsSettings tls, Deadlines deadlines) throws KmipException {
        AtomicReference<@Nullable ServerCertificate> seen = new AtomicReference<>();
        TlsTrust nobody = TlsTrust.decidedBy(certificate -> {
            seen.set(certificate);
            return false;
        });
        TlsMaterial material = new TlsMaterial(tls.withTrust(nobody).withIdentity(TlsIdentity.none()));
        try (KmipConnection connection =
                KmipConnection.open(server, material, deadlines, Deadline.in(deadlines.call()))) {
            return connection.certificate().orElseThrow();
        } catch (KmipTransportException e) {
            ServerCertificate certificate = seen.get();
            if (certificate == null) {
                throw e;
            }
            return certificate;
        }
    }

    /**
     * The server.
     *
     * @return its address
     */
    public KmipServer server() {
        return settings.server();
    }

    /**
     * The version that is spoken.
     *
     * @return nothing if it is negotiated and was not yet
     */
    public Optional<KmipVersion> version() {
        return version.known();
    }

    /**
     * What the server showed when it was last connected to.
     *
     * @return nothing before that
     */
    public Optional<ServerCertificate> certificate() {
        return exchanges.certificate();
    }

    @Override
    public ResponsePayload call(RequestPayload request) throws KmipException {
        return call(request, Deadline.in(settings.deadlines().call()));
    }

    ResponsePayload call(RequestPayload request, Deadline deadline) throws KmipException {
        ResponseItem item = calls.call(List.of(request), deadline).get(0);
        return item.success(ResponsePayload.class);
    }

    /**
     * Carries out a batch in one request.
     *
     * @param requests one or several; an item without an id means what the item before it made
     * @return the answers in the order of the requests; each may be a refusal
     * @throws KmipException if the request as a whole fails
     */
    public List<ResponseItem> batch(List<? extends RequestPayload> requests) throws KmipException {
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one item");
        }
        return calls.call(
                List.copyOf(requests), Deadline.in(settings.deadlines().call()));
    }

    @Override
    public Map<String, KmipException> getAll(Collection<String> uniqueIdentifiers, KeyReader<?> consumer) {
        return getAll(
                uniqueIdentifiers, consumer, Deadline.in(settings.deadlines().call()));
    }

    Map<String, KmipException> getAll(Collection<String> uniqueIdentifiers, KeyReader<?> consumer, Deadline deadline) {
        return batches.get(uniqueIdentifiers, consumer, deadline);
    }

    Deadlines deadlines() {
        return settings.deadlines();
    }

    /** Closes all connections. Calls that run go on to their end; new ones throw {@link IllegalStateException}. */
    @Override
    public void close() {
        exchanges.close();
    }

    /** How a client differs from the usual one. For one thread. */
    public static final class Builder {
        private static final int MAX_CONNECTIONS = 8;
        private static final int MAX_BATCH_ITEMS = 128;
        private static final Duration REST = Duration.ofSeconds(20);

        private final KmipServer server;
        private final TlsSettings tls;
        private Deadlines deadlines = Deadlines.standard();
        private @Nullable Supplier<Credential> credential;
        private @Nullable KmipVersion version;
        private KmipListener listener = new KmipListener() {};
        private int maxConnections = MAX_CONNECTIONS;
        private int maxBatchItems = MAX_BATCH_ITEMS;
        private Duration rest = REST;

        private Builder(KmipServer server, TlsSettings tls) {
            this.server = Objects.requireNonNull(server);
            this.tls = Objects.requireNonNull(tls);
        }

        /**
         * Sends a credential in every request.
         *
         * @param source asked for each request, by any thread; what it answers is wiped after use
         * @return this
         */
        public Builder credential(Supplier<Credential> source) {
            credential = source;
            return this;
        }

        /**
         * Takes more or less time.
         *
         * @param others how long things may take
         * @return this
         */
        public Builder deadlines(Deadlines others) {
            deadlines = others;
            return this;
        }

        /**
         * Speaks one version, without asking the server.
         *
         * @param pinned the version
         * @return this
         */
        public Builder version(KmipVersion pinned) {
            version = pinned;
            return this;
        }

        /**
         * Tells somebody what happens.
         *
         * @param told who
         * @return this
         */
        public Builder listener(KmipListener told) {
            listener = told;
            return this;
        }

        /**
         * Limits the connections in use at a time.
         *
         * @param count 1 or more, 8 unless told; further calls wait
         * @return this
         */
        public Builder maxConnections(int count) {
            maxConnections = atLeastOne("connections", count);
            return this;
        }

        /**
         * Limits how many keys are asked for in one request.
         *
         * @param count 1 or more, 128 unless told
         * @return this
         */
        public Builder maxBatchItems(int count) {
            maxBatchItems = atLeastOne("items of a batch", count);
            return this;
        }

        /**
         * Keeps connections for a while after use.
         *
         * @param duration shorter than the server does, 20 seconds unless told; zero keeps none
         * @return this
         */
        public Builder restingTime(Duration duration) {
            rest = duration;
            return this;
        }

        private static int atLeastOne(String what, int count) {
            if (count < 1) {
                throw new IllegalArgumentException("the number of " + what + " must be 1 or more: " + count);
            }
            return count;
        }

        /**
         * Makes the client; nothing is connected yet.
         *
         * @return a client, to be closed by the caller
         */
        public KmipClient build() {
            return new KmipClient(new ClientSettings(
                    server,
                    tls,
                    deadlines,
                    credential,
                    version,
                    listener,
                    maxConnections,
                    rest,
                    maxBatchItems,
                    TtlvLimits.DEFAULT));
        }
    }
}
