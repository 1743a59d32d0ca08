// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reads what a TLS server needs from PEM files: its private key in PKCS#8 without a passphrase. */
final class TlsContexts {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private TlsContexts() {}

    static SSLContext server(ListenAddress.TlsFiles files) throws IOException {
        try {
            Certificate[] chain = certificates(files.certificate());
            KeyStore own = empty();
            own.setKeyEntry("server", key(files.key(), chain[0]), new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            KeyStore trusted = empty();
            int number = 0;
            for (Certificate authority : certificates(files.clientAuthority())) {
                trusted.setCertificateEntry("authority-" + number++, authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AgentConfigException(
                    "'" + files.certificate() + "' and '" + files.key() + "' are of no use for TLS: " + e.getMessage());
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream stream = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(stream);
            if (found.isEmpty()) {
                throw new AgentConfigException("'" + file + "' holds no certificate");
            }
            return found.toArray(Certificate[]::new);
        }
    }

    private static PrivateKey key(Path file, Certificate certificate) throws IOException, GeneralSecurityException {
        byte[] text = Files.readAllBytes(file);
        byte[] encoded = {};
        try {
            Matcher matcher = KEY.matcher(new String(text, StandardCharsets.US_ASCII));
            if (!matcher.find()) {
                throw new AgentConfigException("'" + file + "' holds no private key in PKCS#8 without a passphrase");
            }
            encoded = Base64.getMimeDecoder().decode(matcher.group(1));
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } finally {
            Arrays.fill(text, (byte) 0);
            Arrays.fill(encoded, (byte) 0);
        }
    }
}
