// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A TLS context from files in PEM (RFC 7468). */
public final class PemFiles {
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final List<String> KEY_KINDS = List.of("RSA", "EC", "EdDSA");
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private PemFiles() {}

    /**
     * Makes a context.
     *
     * @param certificate the server's certificate, and those between it and the authority
     * @param key its private key: PKCS #8, not encrypted
     * @param authority who signs the certificates of clients
     */
    public static SSLContext context(Path certificate, Path key, Optional<Path> authority) throws IOException {
        try {
            KeyStore own = emptyStore();
            own.setKeyEntry("own", privateKey(key), new char[0], certificates(certificate));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust(authority), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("'" + certificate + "' and '" + key + "' do not make a TLS identity", e);
        }
    }

    private static TrustManager[] trust(Optional<Path> authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = emptyStore();
        if (authority.isPresent()) {
            int number = 0;
            for (Certificate each : certificates(authority.get())) {
                trusted.setCertificateEntry("ca-" + number++, each);
            }
        } else {
            return new TrustManager[0];
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust.getTrustManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] certificates(Path file) throws IOException {
        try {
            Certificate[] found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bounded(file)))
                    .toArray(new Certificate[0]);
            if (found.length == 0) {
                throw new IOException("'" + file + "' holds no certificate");
            }
            return found;
        } catch (CertificateException e) {
            throw new IOException("'" + file + "' holds no certificate in PEM", e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        byte[] bytes = bounded(file);
        byte[] der = new byte[0];
        try {
            Matcher pem = PKCS8.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
            if (!pem.find()) {
                throw new IOException("'" + file + "' holds no private key in PEM (PKCS #8, not encrypted)");
            }
            der = Base64.getMimeDecoder().decode(pem.group(1));
            return parsed(file, der);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(der, (byte) 0);
        }
    }

    private static PrivateKey parsed(Path file, byte[] der) throws IOException, GeneralSecurityException {
        for (String kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // It is of one of the other kinds, or of none.
            }
        }
        throw new IOException("'" + file + "' holds a private key of an unknown kind");
    }

    private static byte[] bounded(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException("'" + file + "' is too large for a PEM file");
        }
        return Files.readAllBytes(file);
    }
}
