// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.sectorkeep.kmip.TlsIdentity;

/**
 * A private key of no worth and its certificates.
 *
 * @param key the private key, on the curve P-256
 * @param chain its certificate, then its authority's
 */
public record TestIdentity(PrivateKey key, List<X509Certificate> chain) {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /**
     * Copies the chain.
     *
     * @param key the private key, on the curve P-256
     * @param chain its certificate, then its authority's
     */
    public TestIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * The certificate.
     *
     * @return the first of the chain
     */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * As a client presents it.
     *
     * @return the identity in memory
     */
    public TlsIdentity asClient() {
        return TlsIdentity.of(key, chain);
    }

    /**
     * The chain in PEM.
     *
     * @return one block for each certificate
     */
    public String certificatePem() {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was read has a DER form", e);
            }
        }
        return text.toString();
    }

    /**
     * The private key in PEM.
     *
     * @return PKCS#8 without encryption
     */
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
