// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The SHA-256 by which a server's own certificate is recognised: of the whole certificate in DER, or of its
 * SubjectPublicKeyInfo in DER. A pin does not say of which: it fits a certificate if it equals either, since no two
 * inputs with one SHA-256 can be made. A pin of the public key outlives a renewal that keeps the key.
 *
 * @param sha256Hex 64 lower case hexadecimal digits
 */
public record CertificatePin(String sha256Hex) {
    private static final String PREFIX = "sha256:";
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

    /**
     * Checks the digits.
     *
     * @param sha256Hex 64 lower case hexadecimal digits
     */
    public CertificatePin {
        if (!DIGITS.matcher(sha256Hex).matches()) {
            throw new IllegalArgumentException("'" + sha256Hex + "' is not 64 hexadecimal digits");
        }
    }

    /**
     * Reads {@code sha256:HEX}; colons between the digits and upper case, as other programs print them, are accepted.
     *
     * @param text the text
     * @return the pin
     * @throws IllegalArgumentException if the text is not such a pin
     */
    public static CertificatePin parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        String digits =
                lower.startsWith(PREFIX) ? lower.substring(PREFIX.length()).replace(":", "") : "";
        if (!DIGITS.matcher(digits).matches()) {
            throw new IllegalArgumentException("pin '" + text + "' is not 'sha256:' and 64 hexadecimal digits");
        }
        return new CertificatePin(digits);
    }

    /**
     * The pin of a whole certificate, which a renewal changes.
     *
     * @param certificate the certificate
     * @return the SHA-256 of its DER
     */
    public static CertificatePin ofCertificate(X509Certificate certificate) {
        try {
            return of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate has no DER form", e);
        }
    }

    /**
     * The pin of a certificate's public key.
     *
     * @param certificate the certificate
     * @return the SHA-256 of its SubjectPublicKeyInfo
     */
    public static CertificatePin ofPublicKey(X509Certificate certificate) {
        return of(certificate.getPublicKey().getEncoded());
    }

    private static CertificatePin of(byte[] der) {
        try {
            return new CertificatePin(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Whether this is the pin of a certificate or of its public key.
     *
     * @param certificate the certificate
     * @return true if it equals either
     */
    public boolean fits(X509Certificate certificate) {
        return equals(ofCertificate(certificate)) || equals(ofPublicKey(certificate));
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return PREFIX + sha256Hex;
    }
}
