// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.sectorkeep.kmip.TlsMaterialException;
import org.sectorkeep.kmip.TlsMaterialException.Reason;

/**
 * A private key and its certificates, known to belong together.
 *
 * @param key the private key
 * @param chain its certificate first; never empty
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
    /** Tries the key on the certificate by signing something. */
    static Identity checked(PrivateKey key, List<X509Certificate> chain, String where) throws TlsMaterialException {
        try {
            if (!fits(key, chain.get(0))) {
                throw new TlsMaterialException(
                        Reason.KEY_DOES_NOT_FIT,
                        "the private key of '" + where + "' is not that of its certificate",
                        null);
            }
        } catch (GeneralSecurityException e) {
            throw new TlsMaterialException(
                    Reason.KEY_DOES_NOT_FIT, "the private key of '" + where + "' is not that of its certificate", e);
        }
        return new Identity(key, List.copyOf(chain));
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String keyAlgorithm = certificate.getPublicKey().getAlgorithm();
        String algorithm = switch (keyAlgorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> keyAlgorithm;
        };
        Signature signer = Signature.getInstance(algorithm);
        if (algorithm.equals("RSASSA-PSS")) {
            // Signing needs parameters that only the certificate's own use settles; the handshake will tell.
            return true;
        }
        byte[] sample = {1};
        signer.initSign(key);
        signer.update(sample);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(certificate.getPublicKey());
        verifier.update(sample);
        return verifier.verify(signature);
    }

    /** Shows whose key it is, nothing of the key. */
    @Override
    public String toString() {
        return "Identity[" + chain.get(0).getSubjectX500Principal().getName() + "]";
    }
}
