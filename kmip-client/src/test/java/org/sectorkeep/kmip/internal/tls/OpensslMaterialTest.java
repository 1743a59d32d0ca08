// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.kmip.PasswordSource;
import org.sectorkeep.kmip.TlsMaterialException;
import org.sectorkeep.kmip.TlsMaterialException.Reason;
import org.sectorkeep.testing.Peers;

/** Keys and certificates as OpenSSL writes them. */
@Tag("peer")
class OpensslMaterialTest {
    private static final PasswordSource SECRET = "secret"::toCharArray;
    private static final PasswordSource WRONG = "wrong"::toCharArray;

    @TempDir
    private Path folder;

    @BeforeEach
    void needsOpenssl() {
        Peers.requireProgram("openssl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA -pkeyopt rsa_keygen_bits:2048", "EC -pkeyopt ec_paramgen_curve:P-384", "ED25519"})
    void readsPkcs8(String algorithm) throws Exception {
        makeKey(algorithm);
        assertThat(identity(Optional.empty()).chain()).hasSize(1);
    }

    @Test
    void readsPkcs1() throws Exception {
        makeKey("RSA -pkeyopt rsa_keygen_bits:2048");
        openssl("rsa", "-in", file("key.pem"), "-traditional", "-out", file("key.pem"));
        assertThat(Files.readString(folder.resolve("key.pem"))).contains("BEGIN RSA PRIVATE KEY");
        assertThat(identity(Optional.empty()).key().getAlgorithm()).isEqualTo("RSA");
    }

    @Test
    void readsSec1WithItsParametersInFront() throws Exception {
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", file("key.pem"));
        makeCertificate();
        assertThat(Files.readString(folder.resolve("key.pem")))
                .contains("BEGIN EC PARAMETERS")
                .contains("BEGIN EC PRIVATE KEY");
        assertThat(identity(Optional.empty()).key().getAlgorithm()).isEqualTo("EC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA1", "-v2 aes-256-cbc -v2prf hmacWithSHA512"
            })
    void readsEncryptedPkcs8(String encryption) throws Exception {
        makeKey("EC -pkeyopt ec_paramgen_curve:P-256");
        encryptKey(encryption);
        assertThat(identity(Optional.of(SECRET)).key().getAlgorithm()).isEqualTo("EC");
        assertReason(Reason.WRONG_PASSWORD, () -> identity(Optional.of(WRONG)));
        assertReason(Reason.WRONG_PASSWORD, () -> identity(Optional.empty()));
    }

    @Test
    void saysThatScryptIsNotUnderstood() throws Exception {
        makeKey("EC -pkeyopt ec_paramgen_curve:P-256");
        encryptKey("-scrypt");
        assertReason(Reason.NOT_UNDERSTOOD, () -> identity(Optional.of(SECRET)));
    }

    @Test
    void saysThatEncryptionFromBeforePkcs8IsNotUnderstood() throws Exception {
        makeKey("RSA -pkeyopt rsa_keygen_bits:2048");
        openssl(
                "rsa",
                "-in",
                file("key.pem"),
                "-traditional",
                "-aes128",
                "-passout",
                "pass:secret",
                "-out",
                file("key.pem"));
        assertReason(Reason.NOT_UNDERSTOOD, () -> identity(Optional.of(SECRET)));
    }

    @Test
    void readsPkcs12AndSeveralCertificates() throws Exception {
        makeKey("EC -pkeyopt ec_paramgen_curve:P-256");
        openssl(
                "pkcs12",
                "-export",
                "-inkey",
                file("key.pem"),
                "-in",
                file("certificate.pem"),
                "-passout",
                "pass:secret",
                "-out",
                file("identity.p12"));
        Path p12 = folder.resolve("identity.p12");
        assertThat(MaterialFiles.pkcs12(p12, SECRET).chain()).hasSize(1);
        assertReason(Reason.WRONG_PASSWORD, () -> MaterialFiles.pkcs12(p12, WRONG));
        Path both = folder.resolve("certificate.pem");
        Files.writeString(both, Files.readString(both), StandardOpenOption.APPEND);
        assertThat(MaterialFiles.certificates(both)).hasSize(2);
    }

    @Test
    void refusesAKeyOfAnotherCertificate() throws Exception {
        makeKey("EC -pkeyopt ec_paramgen_curve:P-256");
        Path certificate = folder.resolve("certificate.pem");
        byte[] first = Files.readAllBytes(certificate);
        makeKey("EC -pkeyopt ec_paramgen_curve:P-256");
        Files.write(certificate, first);
        assertReason(Reason.KEY_DOES_NOT_FIT, () -> identity(Optional.empty()));
    }

    @Test
    void namesTheFileThatIsMissingOrEmpty() throws Exception {
        Path absent = folder.resolve("absent.pem");
        assertReason(Reason.UNREADABLE, () -> MaterialFiles.certificates(absent));
        Files.writeString(absent, "nothing\n");
        assertReason(Reason.NOT_UNDERSTOOD, () -> MaterialFiles.certificates(absent));
        assertReason(Reason.NOT_UNDERSTOOD, () -> MaterialFiles.privateKey(absent, Optional.empty()));
        assertReason(Reason.NOT_UNDERSTOOD, () -> MaterialFiles.pkcs12(absent, SECRET));
        Files.writeString(absent, "-----BEGIN PRIVATE KEY-----\nMAMCAQA=\n-----END PRIVATE KEY-----\n");
        assertReason(Reason.NOT_UNDERSTOOD, () -> MaterialFiles.privateKey(absent, Optional.empty()));
    }

    @Test
    void goesOnWithTheFormerIdentityUntilBothFilesAreReplaced() throws Exception {
        makeKey("EC -pkeyopt ec_paramgen_curve:P-256");
        Reloading<Identity> reloading = new Reloading<>(
                List.of(folder.resolve("key.pem"), folder.resolve("certificate.pem")),
                () -> identity(Optional.empty()));
        Identity first = reloading.get();
        assertThat(reloading.get()).isSameAs(first);
        byte[] formerCertificate = Files.readAllBytes(folder.resolve("certificate.pem"));
        makeKey("EC -pkeyopt ec_paramgen_curve:P-256");
        byte[] newCertificate = Files.readAllBytes(folder.resolve("certificate.pem"));
        Files.write(folder.resolve("certificate.pem"), formerCertificate);
        assertThat(reloading.get()).isSameAs(first);
        Files.delete(folder.resolve("certificate.pem"));
        assertThat(reloading.get()).isSameAs(first);
        Files.write(folder.resolve("certificate.pem"), newCertificate);
        assertThat(reloading.get()).isNotEqualTo(first);
    }

    private Identity identity(Optional<PasswordSource> password) throws TlsMaterialException {
        return Identity.checked(
                MaterialFiles.privateKey(folder.resolve("key.pem"), password),
                MaterialFiles.certificates(folder.resolve("certificate.pem")),
                "key.pem");
    }

    private void makeKey(String algorithm) {
        List<String> command = new ArrayList<>(List.of("genpkey", "-algorithm"));
        command.addAll(Arrays.asList(algorithm.split(" ", -1)));
        command.addAll(List.of("-out", file("key.pem")));
        openssl(command.toArray(String[]::new));
        makeCertificate();
    }

    private void makeCertificate() {
        openssl(
                "req",
                "-x509",
                "-key",
                file("key.pem"),
                "-subj",
                "/CN=test",
                "-days",
                "2",
                "-out",
                file("certificate.pem"));
    }

    private void encryptKey(String encryption) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("pkcs8", "-topk8", "-in", file("key.pem"), "-passout", "pass:secret"));
        command.addAll(Arrays.asList(encryption.split(" ", -1)));
        command.addAll(List.of("-out", file("encrypted.pem")));
        openssl(command.toArray(String[]::new));
        Files.copy(folder.resolve("encrypted.pem"), folder.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static void openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments));
        Peers.output(command.toArray(String[]::new));
    }

    private static void assertReason(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TlsMaterialException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageMatching("\\P{Cntrl}*");
    }
}
