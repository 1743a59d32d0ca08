// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.kmip.Deadlines;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.ServerCertificate;
import org.sectorkeep.kmip.TlsSettings;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.TransportPhase;
import org.sectorkeep.kmip.message.DiscoverVersions;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.ResultReason;

/** Tells apart why a server does not serve: not there, not the one we mean, or not willing. For one thread. */
public final class ServerCheck {
    private static final Set<TransportFailure> NOT_TRUSTED = EnumSet.of(
            TransportFailure.SERVER_NOT_TRUSTED,
            TransportFailure.SERVER_CERTIFICATE_EXPIRED,
            TransportFailure.SERVER_CERTIFICATE_NOT_YET_VALID,
            TransportFailure.WRONG_HOST_NAME,
            TransportFailure.PIN_MISMATCH);

    private final KmipClient client;
    private final TlsSettings tls;
    private final Deadlines deadlines;
    private @Nullable ServerCertificate seen;
    private @Nullable KmipException unwilling;

    public ServerCheck(KmipClient client, TlsSettings tls, Deadlines deadlines) {
        this.client = client;
        this.tls = tls;
        this.deadlines = deadlines;
    }

    /** Whether it listens and speaks TLS, whoever it is; answers the TLS version. */
    public String reach() throws KeyUnavailableException {
        try {
            ServerCertificate shown = KmipClient.look(client.server(), tls, deadlines);
            seen = shown;
            return shown.tlsVersion() + " with '" + shown.subject() + "'";
        } catch (KmipException e) {
            if (e instanceof KmipTransportException failure && Refusals.isAboutUs(failure)) {
                return "it listens";
            }
            throw Refusals.of(client.server(), e);
        }
    }

    /** Whether it is the server that we mean; answers by which certificate. */
    public String trust() throws KeyUnavailableException {
        try {
            client.call(new DiscoverVersions.Request(List.of()));
        } catch (KmipOperationException e) {
            return "it answers"; // one of version 1.0 does not know the question
        } catch (KmipException e) {
            if (e instanceof KmipTransportException failure
                    && (NOT_TRUSTED.contains(failure.failure()) || isBeforeTls(failure))) {
                throw Refusals.of(client.server(), e);
            }
            unwilling = e;
        }
        return client.certificate()
                .map(certificate -> "by '" + certificate.certificatePin() + "'")
                .orElse("its certificate is the right one");
    }

    private static boolean isBeforeTls(KmipTransportException failure) {
        return failure.phase() == TransportPhase.RESOLVE || failure.phase() == TransportPhase.CONNECT;
    }

    /** Whether it lets us in: asks for something that only those may who are known. */
    public String login(String unlikelyName) throws KeyUnavailableException {
        if (unwilling != null) {
            throw Refusals.of(client.server(), unwilling);
        }
        try {
            KeyMaking.locate(client, unlikelyName);
        } catch (KmipOperationException e) {
            if (Refusals.isOneOf(e, ResultReason.AUTHENTICATION_NOT_SUCCESSFUL, ResultReason.PERMISSION_DENIED)) {
                throw Refusals.of(client.server(), e);
            }
        } catch (KmipException e) {
            throw Refusals.of(client.server(), e);
        }
        return client.version().map(version -> "speaks KMIP " + version).orElse("speaks KMIP");
    }

    /** What the server showed of itself, if it came to that. */
    public Optional<ServerCertificate> certificate() {
        return Optional.ofNullable(seen).or(client::certificate);
    }
}
