// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.ServerCertificate;

/** Remembers what the server of one connection showed, and has it judged. */
final class ServerTrustManager extends X509ExtendedTrustManager {
    private final KmipServer server;
    private final ServerJudge judge;
    private volatile @Nullable ServerCertificate seen;

    ServerTrustManager(KmipServer server, ServerJudge judge) {
        this.server = server;
        this.judge = judge;
    }

    /** What the server showed, or null before it did. */
    @Nullable
    ServerCertificate seen() {
        return seen;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        SSLSession session = engine.getHandshakeSession();
        ServerCertificate certificate =
                new ServerCertificate(server, session == null ? "" : session.getProtocol(), List.of(chain));
        seen = certificate;
        judge.check(certificate, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("only engines are used");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only engines are used");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
