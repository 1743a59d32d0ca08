// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ServerCertificate;
import org.sectorkeep.kmip.TransportFailure;

/** Trusts by authorities, dates and host name, as the JDK checks them, and finds out which of the three failed. */
final class AuthorityJudge implements ServerJudge {
    private final X509ExtendedTrustManager delegate;

    private AuthorityJudge(X509ExtendedTrustManager delegate) {
        this.delegate = delegate;
    }

    /** The authorities of the Java platform. */
    static AuthorityJudge ofSystem() {
        return of((KeyStore) null);
    }

    static AuthorityJudge of(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return of(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory cannot fail", e);
        }
    }

    private static AuthorityJudge of(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return new AuthorityJudge((X509ExtendedTrustManager) Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .findFirst()
                    .orElseThrow());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PKIX", e);
        }
    }

    @Override
    public void check(ServerCertificate certificate, String authType, SSLEngine engine) throws CertificateException {
        X509Certificate[] chain = certificate.chain().toArray(X509Certificate[]::new);
        try {
            delegate.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw verdict(certificate, authType, e);
        }
    }

    private UntrustedException verdict(ServerCertificate certificate, String authType, CertificateException refusal) {
        X509Certificate own = certificate.certificate();
        if (isCausedBy(refusal, CertificateExpiredException.class, CertPathValidatorException.BasicReason.EXPIRED)) {
            return new UntrustedException(
                    TransportFailure.SERVER_CERTIFICATE_EXPIRED,
                    "'" + certificate.subject() + "' was valid until "
                            + own.getNotAfter().toInstant(),
                    refusal);
        }
        if (isCausedBy(
                refusal, CertificateNotYetValidException.class, CertPathValidatorException.BasicReason.NOT_YET_VALID)) {
            return new UntrustedException(
                    TransportFailure.SERVER_CERTIFICATE_NOT_YET_VALID,
                    "'" + certificate.subject() + "' is valid from "
                            + own.getNotBefore().toInstant(),
                    refusal);
        }
        if (isTrustedApartFromItsName(certificate, authType)) {
            return new UntrustedException(
                    TransportFailure.WRONG_HOST_NAME,
                    "expected '" + certificate.server().host() + "', found " + names(certificate),
                    refusal);
        }
        return new UntrustedException(
                TransportFailure.SERVER_NOT_TRUSTED,
                "'" + certificate.subject() + "', issued by '" + certificate.issuer() + "'",
                refusal);
    }

    /** The check without an engine is the same but for the name. */
    private boolean isTrustedApartFromItsName(ServerCertificate certificate, String authType) {
        try {
            delegate.checkServerTrusted(certificate.chain().toArray(X509Certificate[]::new), authType);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private static String names(ServerCertificate certificate) {
        List<String> names = certificate.alternativeNames();
        return names.isEmpty() ? "'" + certificate.subject() + "'" : "'" + String.join("', '", names) + "'";
    }

    private static boolean isCausedBy(
            Throwable refusal,
            Class<? extends CertificateException> type,
            CertPathValidatorException.BasicReason reason) {
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)
                    || (cause instanceof CertPathValidatorException path && path.getReason() == reason)) {
                return true;
            }
        }
        return false;
    }
}
