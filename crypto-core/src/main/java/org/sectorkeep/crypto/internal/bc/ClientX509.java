// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.bc;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certificates (RFC 5280) and signing requests (RFC 2986) for TLS clients, by Bouncy Castle. In DER. */
public final class ClientX509 {
    private ClientX509() {}

    /** A certificate for the pair's public key, signed with its private key. */
    public static byte[] selfSigned(KeyPair pair, String commonName, BigInteger serial, Instant from, Instant until)
            throws IOException, GeneralSecurityException {
        X500Name name = name(commonName);
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, serial, Date.from(from), Date.from(until), name, pair.getPublic());
        Extensions extensions = extensions();
        for (var id : extensions.getExtensionOIDs()) {
            builder.addExtension(extensions.getExtension(id));
        }
        return builder.build(signer(pair)).getEncoded();
    }

    /** A request to sign the pair's public key. */
    public static byte[] signingRequest(KeyPair pair, String commonName) throws IOException, GeneralSecurityException {
        return new JcaPKCS10CertificationRequestBuilder(name(commonName), pair.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions())
                .build(signer(pair))
                .getEncoded();
    }

    /** One common name and nothing else: some servers take it for the owner of the keys. */
    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static Extensions extensions() throws IOException {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        extensions.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        return extensions.generate();
    }

    private static ContentSigner signer(KeyPair pair) throws GeneralSecurityException {
        String algorithm = pair.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        try {
            return new JcaContentSignerBuilder(algorithm).build(pair.getPrivate());
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
