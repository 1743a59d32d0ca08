// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.TlsSettings;
import org.sectorkeep.kmip.TlsTrust;
import org.sectorkeep.kmip.TlsVersion;
import org.sectorkeep.kmip.message.Operation;

/**
 * A key management server for tests, listening at a free port of the loopback interface until it is closed. It carries out
 * the operations that this library's client knows, counts what arrives, and does wrong what it is told to. Safe for use by
 * many threads.
 */
public final class ScriptedKmipServer implements AutoCloseable {
    private final ServerOptions options;
    private final Dispatcher dispatcher;
    private final FaultScript script = new FaultScript();
    private TlsListener listener;

    private ScriptedKmipServer(ServerOptions options) {
        this.options = options;
        this.dispatcher = new Dispatcher(options);
        this.listener = listen(0);
    }

    /**
     * A server without peculiarities: TLS 1.2 and 1.3, no client certificate, KMIP 1.0 to 2.1, no login.
     *
     * @return listening
     */
    public static ScriptedKmipServer start() {
        return builder().start();
    }

    /**
     * Begins with the server of {@link #start()}.
     *
     * @return to be changed and started
     */
    public static Builder builder() {
        return new Builder();
    }

    private TlsListener listen(int port) {
        try {
            return new TlsListener(
                    port, options, (raw, tls) -> new ServerConnection(this, raw, tls, dispatcher).serve());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where it listens.
     *
     * @return {@code localhost} and its port
     */
    public synchronized KmipServer address() {
        return new KmipServer("localhost", listener.port());
    }

    /**
     * What a client needs to trust it: the authority of its certificate.
     *
     * @return settings without a client certificate
     */
    public TlsSettings tls() {
        List<X509Certificate> chain = options.identity().chain();
        return TlsSettings.trusting(TlsTrust.authorities(List.of(chain.get(chain.size() - 1))));
    }

    /**
     * Its keys.
     *
     * @return the store, perhaps shared with others
     */
    public TestKeyStore keys() {
        return options.keys();
    }

    /**
     * Does the next request with an operation wrong; calls add up.
     *
     * @param operation the operation
     * @param fault what goes wrong
     */
    public void failNext(Operation operation, Fault fault) {
        script.failNext(operation.value(), fault);
    }

    /**
     * Does each request with an operation wrong, until {@link #behave()}.
     *
     * @param operation the operation
     * @param fault what goes wrong
     */
    public void failAlways(Operation operation, Fault fault) {
        script.failAlways(operation.value(), fault);
    }

    /**
     * Does new connections wrong, until {@link #behave()}.
     *
     * @param fault what goes wrong
     */
    public synchronized void failConnections(ConnectionFault fault) {
        listener.fault(fault);
    }

    /** Does nothing wrong any more. */
    public synchronized void behave() {
        script.behave();
        listener.fault(ConnectionFault.NONE);
    }

    /**
     * How often an operation arrived, be it carried out or not.
     *
     * @param operation the operation
     * @return the number of batch items
     */
    public long count(Operation operation) {
        return script.count(operation.value());
    }

    /**
     * How many requests arrived.
     *
     * @return the number of messages
     */
    public long requests() {
        return script.requests();
    }

    /**
     * How many connections were accepted since it listens.
     *
     * @return the number
     */
    public synchronized int connections() {
        return listener.accepted();
    }

    /**
     * The names that clients asked for in their handshakes (SNI).
     *
     * @return without duplicates
     */
    public synchronized Set<String> serverNamesAsked() {
        return listener.namesAsked();
    }

    /** Closes all connections, as for being idle too long, and goes on listening. */
    public synchronized void hangUp() {
        listener.hangUp();
    }

    /** Stops listening, as when the server is down; its keys stay. */
    public synchronized void stop() {
        listener.close();
    }

    /** Listens again, at the same port. */
    public synchronized void resume() {
        listener = listen(listener.port());
    }

    Optional<Fault> arrived(List<Integer> operations) {
        return script.arrived(operations);
    }

    void awaitClose() throws InterruptedException {
        TlsListener current;
        synchronized (this) {
            current = listener;
        }
        current.awaitClose();
    }

    @Override
    public synchronized void close() {
        listener.close();
    }

    /** How a server differs from the ordinary one. For one thread. */
    public static final class Builder {
        private TestIdentity identity = TestAuthority.shared().localhost();
        private List<TlsVersion> tls = List.of(TlsVersion.values());
        private ClientCertificates clients = ClientCertificates.IGNORED;
        private List<String> versions = List.of("2.1", "2.0", "1.4", "1.3", "1.2", "1.1", "1.0");
        private ServerOptions.@Nullable Login login;
        private CustomAttributes customAttributes = CustomAttributes.ACCEPTED;
        private Batches batches = Batches.ACCEPTED;
        private TestKeyStore keys = new TestKeyStore();

        private Builder() {}

        /**
         * Shows another certificate.
         *
         * @param other such as {@link TestAuthority#expired()}
         * @return this
         */
        public Builder identity(TestIdentity other) {
            identity = other;
            return this;
        }

        /**
         * Accepts only some versions of TLS.
         *
         * @param accepted the versions
         * @return this
         */
        public Builder tls(TlsVersion... accepted) {
            tls = List.of(accepted);
            return this;
        }

        /**
         * Asks for certificates.
         *
         * @param mode whether
         * @return this
         */
        public Builder clientCertificates(ClientCertificates mode) {
            clients = mode;
            return this;
        }

        /**
         * Speaks only some versions of KMIP.
         *
         * @param spoken such as {@code 1.4}
         * @return this
         */
        public Builder versions(String... spoken) {
            versions = List.of(spoken);
            return this;
        }

        /**
         * Demands a user name and password in each request.
         *
         * @param user the name
         * @param password the password
         * @return this
         */
        public Builder login(String user, String password) {
            login = new ServerOptions.Login(user, password);
            return this;
        }

        /**
         * Takes custom attributes in a way.
         *
         * @param mode how
         * @return this
         */
        public Builder customAttributes(CustomAttributes mode) {
            customAttributes = mode;
            return this;
        }

        /**
         * Takes batches in a way.
         *
         * @param mode how
         * @return this
         */
        public Builder batches(Batches mode) {
            batches = mode;
            return this;
        }

        /**
         * Uses a store, so that several servers replicate each other.
         *
         * @param shared the store
         * @return this
         */
        public Builder keys(TestKeyStore shared) {
            keys = shared;
            return this;
        }

        /**
         * Starts the server.
         *
         * @return listening
         */
        public ScriptedKmipServer start() {
            List<ProtocolVersions.ProtocolVersion> spoken = versions.stream()
                    .map(ProtocolVersions.ProtocolVersion::parse)
                    .toList();
            return new ScriptedKmipServer(new ServerOptions(
                    identity, tls, clients, new ProtocolVersions(spoken), login, customAttributes, batches, keys));
        }
    }
}
