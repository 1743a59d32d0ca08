// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.PasswordSource;
import org.sectorkeep.kmip.TlsMaterialException;
import org.sectorkeep.kmip.TlsMaterialException.Reason;

/** Reads certificates and private keys from files. */
final class MaterialFiles {
    private static final long MAX_FILE_BYTES = 4 << 20;
    private static final Set<String> CERTIFICATE_LABELS =
            Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");

    private MaterialFiles() {}

    /** All certificates of a PEM file, at least one. */
    static List<X509Certificate> certificates(Path file) throws TlsMaterialException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Pem.Block block : Pem.blocks(bytes(file))) {
                if (CERTIFICATE_LABELS.contains(block.label())) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
                }
            }
        } catch (GeneralSecurityException e) {
            throw notUnderstood(file, "holds a certificate that is not X.509", e);
        }
        if (certificates.isEmpty()) {
            throw new TlsMaterialException(Reason.NOT_UNDERSTOOD, "'" + file + "' holds no certificate in PEM", null);
        }
        return certificates;
    }

    /** The first private key of a PEM file. */
    static PrivateKey privateKey(Path file, Optional<PasswordSource> password) throws TlsMaterialException {
        byte[] bytes = bytes(file);
        List<Pem.Block> blocks = Pem.blocks(bytes);
        try {
            for (Pem.Block block : blocks) {
                if (block.label().endsWith("PRIVATE KEY")) {
                    return privateKey(block, file, password);
                }
            }
        } catch (GeneralSecurityException e) {
            throw notUnderstood(file, "holds a private key that is not understood", e);
        } finally {
            blocks.forEach(Pem.Block::wipe);
            Arrays.fill(bytes, (byte) 0);
        }
        throw new TlsMaterialException(Reason.NOT_UNDERSTOOD, "'" + file + "' holds no private key in PEM", null);
    }

    private static PrivateKey privateKey(Pem.Block block, Path file, Optional<PasswordSource> password)
            throws TlsMaterialException, GeneralSecurityException {
        if (block.hasHeaders()) {
            throw new TlsMaterialException(
                    Reason.NOT_UNDERSTOOD,
                    "the private key in '" + file + "' is encrypted in the form from before PKCS#8, expected PKCS#8",
                    null);
        }
        return switch (block.label()) {
            case "PRIVATE KEY" -> PrivateKeys.pkcs8(block.der());
            case "RSA PRIVATE KEY" -> PrivateKeys.pkcs1(block.der());
            case "EC PRIVATE KEY" -> PrivateKeys.sec1(block.der());
            case "ENCRYPTED PRIVATE KEY" -> encrypted(block.der(), file, password);
            default -> throw new DerException();
        };
    }

    private static PrivateKey encrypted(byte[] der, Path file, Optional<PasswordSource> source)
            throws TlsMaterialException {
        if (source.isEmpty()) {
            throw new TlsMaterialException(
                    Reason.WRONG_PASSWORD,
                    "the private key in '" + file + "' is encrypted and no password is given",
                    null);
        }
        char[] password = password(source.get(), file);
        try {
            return PrivateKeys.encryptedPkcs8(der, password);
        } catch (NoSuchAlgorithmException | IOException e) {
            throw notUnderstood(file, "holds a private key whose encryption is not understood, expected PBES2", e);
        } catch (GeneralSecurityException e) {
            throw wrongPassword(file, e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** The one private key of a PKCS#12 file with its chain. */
    static Identity pkcs12(Path file, PasswordSource source) throws TlsMaterialException {
        byte[] bytes = bytes(file);
        char[] password = password(source, file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key) {
                    return Identity.checked(key, x509(store.getCertificateChain(alias)), file.toString());
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw wrongPassword(file, e);
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? wrongPassword(file, e)
                    : notUnderstood(file, "is not PKCS#12", e);
        } catch (GeneralSecurityException e) {
            throw notUnderstood(file, "is not PKCS#12", e);
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
        throw new TlsMaterialException(Reason.NOT_UNDERSTOOD, "'" + file + "' holds no private key", null);
    }

    private static List<X509Certificate> x509(Certificate[] chain) {
        return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
    }

    private static char[] password(PasswordSource source, Path file) throws TlsMaterialException {
        try {
            return source.password();
        } catch (IOException e) {
            throw new TlsMaterialException(Reason.WRONG_PASSWORD, "the password of '" + file + "' cannot be read", e);
        }
    }

    private static byte[] bytes(Path file) throws TlsMaterialException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw notUnderstood(file, "is too long for certificates or keys", null);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new TlsMaterialException(Reason.UNREADABLE, "'" + file + "' does not exist", e);
        } catch (TlsMaterialException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsMaterialException(Reason.UNREADABLE, "'" + file + "' cannot be read", e);
        }
    }

    private static TlsMaterialException wrongPassword(Path file, Exception cause) {
        return new TlsMaterialException(Reason.WRONG_PASSWORD, "the password does not open '" + file + "'", cause);
    }

    private static TlsMaterialException notUnderstood(Path file, String why, @Nullable Exception cause) {
        return new TlsMaterialException(Reason.NOT_UNDERSTOOD, "'" + file + "' " + why, cause);
    }
}
