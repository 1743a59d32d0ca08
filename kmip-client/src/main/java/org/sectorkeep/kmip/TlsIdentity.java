// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server knows us by: a private key and its certificate, or nothing. Files are read again when they have changed;
 * if the new ones are unusable, as in the midst of being replaced, the former identity stays in use.
 */
public sealed interface TlsIdentity {
    /**
     * No client certificate: the server knows us by a password, or not at all.
     *
     * @return that
     */
    static TlsIdentity none() {
        return new None();
    }

    /**
     * Two PEM files, which may be one and the same.
     *
     * @param certificateFile our certificate, then those that lead to its authority
     * @param keyFile the private key: PKCS#1 (RSA), SEC 1 (EC), or PKCS#8 without encryption
     * @return the identity
     */
    static TlsIdentity pem(Path certificateFile, Path keyFile) {
        return new Pem(certificateFile, keyFile, null);
    }

    /**
     * Two PEM files, the key encrypted as PKCS#8 with PBES2 (PBKDF2 and AES).
     *
     * @param certificateFile our certificate, then those that lead to its authority
     * @param keyFile the encrypted private key
     * @param password its password
     * @return the identity
     */
    static TlsIdentity encryptedPem(Path certificateFile, Path keyFile, PasswordSource password) {
        return new Pem(certificateFile, keyFile, password);
    }

    /**
     * A PKCS#12 file with one private key.
     *
     * @param file the file
     * @param password its password
     * @return the identity
     */
    static TlsIdentity pkcs12(Path file, PasswordSource password) {
        return new Pkcs12(file, password);
    }

    /**
     * A key that the caller holds.
     *
     * @param key the private key
     * @param chain its certificate, then those that lead to its authority
     * @return the identity
     */
    static TlsIdentity of(PrivateKey key, List<X509Certificate> chain) {
        return new Held(key, chain);
    }

    /** No client certificate. */
    record None() implements TlsIdentity {}

    /**
     * PEM files.
     *
     * @param certificateFile our certificate, then those that lead to its authority
     * @param keyFile the private key
     * @param passwordOrNull the key's password, if it is encrypted
     */
    record Pem(Path certificateFile, Path keyFile, @Nullable PasswordSource passwordOrNull) implements TlsIdentity {
        /**
         * The key's password.
         *
         * @return its source, or nothing if the key is not encrypted
         */
        public Optional<PasswordSource> password() {
            return Optional.ofNullable(passwordOrNull);
        }
    }

    /**
     * A PKCS#12 file.
     *
     * @param file the file
     * @param password its password
     */
    record Pkcs12(Path file, PasswordSource password) implements TlsIdentity {}

    /**
     * A key in memory.
     *
     * @param key the private key
     * @param chain its certificate, then those that lead to its authority; never empty
     */
    record Held(PrivateKey key, List<X509Certificate> chain) implements TlsIdentity {
        /**
         * Copies the chain.
         *
         * @param key the private key
         * @param chain its certificate, then those that lead to its authority; never empty
         */
        public Held {
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("a private key without a certificate is no identity");
            }
        }

        /** Shows whose key it is, nothing of the key. */
        @Override
        public String toString() {
            return "Held[" + chain.get(0).getSubjectX500Principal().getName() + "]";
        }
    }
}
