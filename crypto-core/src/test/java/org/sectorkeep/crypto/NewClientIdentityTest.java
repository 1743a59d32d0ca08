// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.testing.Peers;

class NewClientIdentityTest {
    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(ClientKeyKind.class)
    void aCertificateIsOneOfATlsClientAndSignedByItsOwnKey(ClientKeyKind kind) throws Exception {
        try (NewClientIdentity identity =
                NewClientIdentity.selfSigned(kind, "host-a, O=x", FROM, Duration.ofDays(365))) {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(identity.document()));
            certificate.verify(certificate.getPublicKey());
            assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=host-a\\, O\\=x");
            assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
            assertThat(certificate.getExtendedKeyUsage()).isEqualTo(List.of("1.3.6.1.5.5.7.3.2"));
            assertThat(certificate.getKeyUsage()).startsWith(true, false, false);
            assertThat(certificate.getNotBefore()).isEqualTo(FROM);
            assertThat(certificate.getNotAfter()).isEqualTo(FROM.plus(Duration.ofDays(365)));
            assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
            assertThat(signatureFits(identity.privateKey(), certificate)).isTrue();
        }
    }

    private static boolean signatureFits(SecretBytes privateKey, X509Certificate certificate) throws Exception {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        byte[] encoded = privateKey.readArray(byte[]::clone);
        PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(key);
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(new byte[] {1, 2, 3});
        return signature.verify(signed);
    }

    @ParameterizedTest
    @EnumSource(ClientKeyKind.class)
    @Tag("peer")
    void opensslReadsTheRequest(ClientKeyKind kind) throws Exception {
        Peers.requireProgram("openssl");
        try (NewClientIdentity identity = NewClientIdentity.signingRequest(kind, "host-b")) {
            Path request = Files.write(folder.resolve("request.der"), identity.document());
            String text = Peers.output(
                    "openssl", "req", "-inform", "DER", "-in", request.toString(), "-verify", "-noout", "-text");
            assertThat(text)
                    .containsPattern("Subject: CN ?= ?host-b")
                    .contains("TLS Web Client Authentication", "Digital Signature", "CA:FALSE")
                    .contains(kind == ClientKeyKind.EC_P256 ? "prime256v1" : "3072 bit");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "12345678901234567890123456789012345678901234567890123456789012345"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThatThrownBy(() -> NewClientIdentity.signingRequest(ClientKeyKind.EC_P256, name))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NewClientIdentity.selfSigned(ClientKeyKind.EC_P256, name, FROM, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aValidityThatIsNoneIsRefused() {
        assertThatThrownBy(() -> NewClientIdentity.selfSigned(ClientKeyKind.EC_P256, "a", FROM, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingWipesThePrivateKey() {
        NewClientIdentity identity = NewClientIdentity.signingRequest(ClientKeyKind.EC_P256, "a");
        identity.close();
        assertThat(identity.privateKey().isClosed()).isTrue();
    }
}
