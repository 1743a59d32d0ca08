// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KmipLogin;
import org.sectorkeep.keys.PassphraseSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Our certificate and its key, as files that are copied in. */
final class KmipLoginOptions {
    @Option(
            names = "--password-file",
            paramLabel = "F",
            description = "read the user's password from the first line of this file (default: ask for it)")
    @Nullable
    Path passwordFile;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    Identity identity;

    static final class Identity {
        @ArgGroup(exclusive = false, multiplicity = "1")
        @Nullable
        Pem pem;

        @ArgGroup(exclusive = false, multiplicity = "1")
        @Nullable
        Pkcs12 pkcs12;
    }

    static final class Pem {
        @Option(
                names = "--client-cert",
                required = true,
                paramLabel = "F",
                description = "our certificate and those that lead to its authority (PEM)")
        @SuppressWarnings("NullAway.Init")
        Path certificate;

        @Option(names = "--client-key", required = true, paramLabel = "F", description = "its private key (PEM)")
        @SuppressWarnings("NullAway.Init")
        Path key;

        @Option(
                names = "--client-key-password-file",
                paramLabel = "F",
                description = "the private key is encrypted: its password is on the first line of this file")
        @Nullable
        Path passwordFile;
    }

    static final class Pkcs12 {
        @Option(names = "--client-p12", required = true, paramLabel = "F", description = "our certificate and key")
        @SuppressWarnings("NullAway.Init")
        Path file;

        @Option(
                names = "--p12-password-file",
                paramLabel = "F",
                description = "its password is on the first line of this file (default: ask for it)")
        @Nullable
        Path passwordFile;
    }

    boolean isGiven() {
        return identity != null || passwordFile != null;
    }

    /** What was given; a password only where there is a user. */
    KmipLogin login(boolean withPassword, @Nullable Path wrappingKeyFile) {
        return new KmipLogin(withPassword ? source(passwordFile) : null, identity(), wrappingKeyFile);
    }

    private KmipLogin.@Nullable ClientIdentity identity() {
        if (identity == null) {
            return null;
        }
        if (identity.pkcs12 != null) {
            return new KmipLogin.Pkcs12File(identity.pkcs12.file, source(identity.pkcs12.passwordFile));
        }
        Pem pem = identity.pem;
        if (pem == null) {
            return null;
        }
        return new KmipLogin.PemFiles(
                pem.certificate, pem.key, pem.passwordFile == null ? null : source(pem.passwordFile));
    }

    private static PassphraseSource source(@Nullable Path file) {
        return purpose -> Passphrases.secret(KeyOptions.of(file, null), purpose);
    }
}
