// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.sectorkeep.keys.ProviderException.Reason;
import org.sectorkeep.keys.internal.files.BoundedFile;
import org.sectorkeep.kmip.TlsIdentity;
import org.sectorkeep.kmip.TlsIdentityReader;
import org.sectorkeep.kmip.TlsMaterialException;

/** Certificates as files, and whether one belongs to a private key. */
final class CertificateFiles {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int PEM_LINE_CHARS = 64;

    private CertificateFiles() {}

    /** The certificates in a file, PEM or DER, in their order; at least one. */
    static List<X509Certificate> read(Path file) throws IOException {
        byte[] content = BoundedFile.read(file, MAX_BYTES);
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new ProviderException(Reason.BAD_CERTIFICATE, "'" + file + "' has no certificate");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new ProviderException(Reason.BAD_CERTIFICATE, "'" + file + "' is not made of certificates", e);
        }
    }

    /** Refuses a chain whose first certificate is not of that key, is not valid now, or is not followed by its signers. */
    static void requireUsable(String what, PrivateKey key, List<X509Certificate> chain, Instant now)
            throws ProviderException {
        X509Certificate own = chain.get(0);
        try {
            TlsIdentityReader.read(TlsIdentity.of(key, chain));
        } catch (TlsMaterialException e) {
            throw new ProviderException(Reason.BAD_CERTIFICATE, what + " is for another key", e);
        }
        if (now.isBefore(own.getNotBefore().toInstant())
                || now.isAfter(own.getNotAfter().toInstant())) {
            throw new ProviderException(
                    Reason.BAD_CERTIFICATE,
                    what + " is valid from " + own.getNotBefore().toInstant() + " to "
                            + own.getNotAfter().toInstant() + " only");
        }
        for (int i = 1; i < chain.size(); i++) {
            try {
                chain.get(i - 1).verify(chain.get(i).getPublicKey());
            } catch (GeneralSecurityException e) {
                throw new ProviderException(
                        Reason.BAD_CERTIFICATE,
                        "certificate " + (i + 1) + " of " + what + " did not sign the one before",
                        e);
            }
        }
    }

    /** The text form of RFC 7468. */
    static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(PEM_LINE_CHARS, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
