// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.ServerCertificate;
import org.sectorkeep.kmip.TlsSettings;
import org.sectorkeep.kmip.TlsTrust;
import org.sectorkeep.kmip.TlsVersion;

/**
 * TLS of one connection: its engine, and what came to light in its handshake. Each connection has a context of its own, so
 * no session is ever resumed: certificates are looked at each time, and servers that stumble over resumption with client
 * certificates are spared it.
 */
public final class TlsHandshake {
    private final KmipServer server;
    private final TlsSettings settings;
    private final IdentityKeyManager keys;
    private final ServerTrustManager trust;

    TlsHandshake(KmipServer server, TlsSettings settings, IdentityKeyManager keys, ServerTrustManager trust) {
        this.server = server;
        this.settings = settings;
        this.keys = keys;
        this.trust = trust;
    }

    /** A new engine on the client's side. */
    public SSLEngine engine() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            SSLEngine engine = context.createSSLEngine(server.host(), server.port());
            engine.setUseClientMode(true);
            engine.setSSLParameters(parameters(engine.getSSLParameters()));
            return engine;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private SSLParameters parameters(SSLParameters parameters) {
        parameters.setProtocols(
                settings.versions().stream().map(TlsVersion::javaName).toArray(String[]::new));
        if (!(settings.trust() instanceof TlsTrust.Pinned || settings.trust() instanceof TlsTrust.Decided)) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        serverName().ifPresent(name -> parameters.setServerNames(List.of(name)));
        return parameters;
    }

    /** The JDK itself would leave out names without a dot. Addresses are never sent (RFC 6066, section 3). */
    private Optional<SNIHostName> serverName() {
        String host = server.host();
        if (server.isAddress()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the server asked for a client certificate and was shown none. */
    public boolean leftWithoutCertificate() {
        return keys.wasAsked() && !keys.hasShown();
    }

    /** Whether the server was shown our certificate. */
    public boolean hasShownCertificate() {
        return keys.hasShown();
    }

    /** What the server showed, if it came so far. */
    public Optional<ServerCertificate> certificate() {
        return Optional.ofNullable(trust.seen());
    }
}
