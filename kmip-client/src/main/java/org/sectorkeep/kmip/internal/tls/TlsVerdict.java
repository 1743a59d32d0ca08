// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.sectorkeep.kmip.TransportFailure;

/**
 * What a failure of the JDK's TLS means.
 *
 * @param failure the reason
 * @param detail what a message adds to it, or empty
 */
public record TlsVerdict(TransportFailure failure, String detail) {
    private static final String ALERT = "Received fatal alert: ";
    /** Alerts about our certificate (RFC 8446, section 6.2). */
    private static final Set<String> CERTIFICATE_ALERTS = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "certificate_required",
            "no_certificate",
            "unknown_ca",
            "access_denied",
            "decrypt_error");

    private static final Set<String> VERSION_ALERTS =
            Set.of("handshake_failure", "protocol_version", "insufficient_security");

    /** Judges what an engine threw. */
    public static TlsVerdict of(SSLException thrown, TlsHandshake handshake) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedException verdict) {
                String detail = verdict.getMessage();
                return new TlsVerdict(verdict.failure(), detail == null ? "" : detail);
            }
        }
        return alert(thrown)
                .map(alert -> ofAlert(alert, handshake))
                .orElseGet(() -> ofMessage(thrown.getMessage() == null ? "" : thrown.getMessage()));
    }

    /** The JDK names a received alert only in the text of the exception. */
    private static Optional<String> alert(SSLException thrown) {
        String message = thrown.getMessage();
        int at = message == null ? -1 : message.indexOf(ALERT);
        return message == null || at < 0 ? Optional.empty() : Optional.of(message.substring(at + ALERT.length()));
    }

    private static TlsVerdict ofAlert(String alert, TlsHandshake handshake) {
        String detail = "alert '" + alert + "'";
        // Once it was asked for, a "handshake_failure" is about the certificate too: all else was agreed on before.
        boolean concernsCertificate = CERTIFICATE_ALERTS.contains(alert) || alert.equals("handshake_failure");
        if (concernsCertificate && handshake.leftWithoutCertificate()) {
            return new TlsVerdict(TransportFailure.CLIENT_CERTIFICATE_WANTED, "");
        }
        if (concernsCertificate && handshake.hasShownCertificate()) {
            return new TlsVerdict(TransportFailure.CLIENT_CERTIFICATE_REFUSED, detail);
        }
        if (VERSION_ALERTS.contains(alert)) {
            return new TlsVerdict(TransportFailure.NO_COMMON_TLS, detail);
        }
        return new TlsVerdict(TransportFailure.HANDSHAKE_FAILED, detail);
    }

    private static TlsVerdict ofMessage(String message) {
        return message.contains("not accepted by client preferences") || message.contains("No appropriate protocol")
                ? new TlsVerdict(TransportFailure.NO_COMMON_TLS, "")
                : new TlsVerdict(TransportFailure.HANDSHAKE_FAILED, message);
    }
}
