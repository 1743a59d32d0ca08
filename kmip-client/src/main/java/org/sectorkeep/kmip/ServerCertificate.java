// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * What a server showed of itself in a TLS handshake, for people to look at before they trust it.
 *
 * @param server the server that was asked
 * @param tlsVersion what the handshake settled on, such as {@code TLSv1.3}
 * @param chain its certificates, its own first; never empty
 */
public record ServerCertificate(KmipServer server, String tlsVersion, List<X509Certificate> chain) {
    /**
     * Copies the chain.
     *
     * @param server the server that was asked
     * @param tlsVersion what the handshake settled on, such as {@code TLSv1.3}
     * @param chain its certificates, its own first; never empty
     */
    public ServerCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a server's chain has at least its own certificate");
        }
    }

    /**
     * The server's own certificate.
     *
     * @return the first of the chain
     */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * Whom the certificate names.
     *
     * @return the distinguished name, RFC 2253
     */
    public String subject() {
        return certificate().getSubjectX500Principal().getName();
    }

    /**
     * Who signed the certificate.
     *
     * @return the distinguished name, RFC 2253
     */
    public String issuer() {
        return certificate().getIssuerX500Principal().getName();
    }

    /**
     * The DNS names and IP addresses that the certificate is for.
     *
     * @return the subject alternative names of these two kinds, in the certificate's order
     */
    public List<String> alternativeNames() {
        try {
            Collection<List<?>> names = certificate().getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(1) instanceof String)
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /**
     * When the certificate begins to be valid.
     *
     * @return its "not before"
     */
    public Instant notBefore() {
        return certificate().getNotBefore().toInstant();
    }

    /**
     * When the certificate expires.
     *
     * @return its "not after"
     */
    public Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    /**
     * Whole days until the certificate expires.
     *
     * @param now the time to count from
     * @return the days; negative once it has expired
     */
    public long daysLeft(Instant now) {
        return Math.floorDiv(
                Duration.between(now, notAfter()).toSeconds(),
                Duration.ofDays(1).toSeconds());
    }

    /**
     * The pin of this very certificate.
     *
     * @return the SHA-256 of its DER
     */
    public CertificatePin certificatePin() {
        return CertificatePin.ofCertificate(certificate());
    }

    /**
     * The pin of the certificate's public key.
     *
     * @return the SHA-256 of its SubjectPublicKeyInfo
     */
    public CertificatePin publicKeyPin() {
        return CertificatePin.ofPublicKey(certificate());
    }
}
