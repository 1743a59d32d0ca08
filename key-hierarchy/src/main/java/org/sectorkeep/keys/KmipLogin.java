// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a KMIP provider proves itself with, as it is given when the provider is set up. All of it is copied into the
 * provider's own file and sealed there; the files that are named here are not needed afterwards.
 *
 * @param passwordOrNull asked once for the password of the settings' user, or null if there is none
 * @param identityOrNull our certificate and its key, or null if there are none
 * @param wrappingKeyFileOrNull the host wrapping key, a file of exactly 16, 24 or 32 bytes; null to get it from the
 *     server, once, by its id
 */
public record KmipLogin(
        @Nullable PassphraseSource passwordOrNull,
        @Nullable ClientIdentity identityOrNull,
        @Nullable Path wrappingKeyFileOrNull) {
    /** Where a certificate and its private key come from. */
    public sealed interface ClientIdentity {}

    /**
     * Two PEM files, which may be one and the same.
     *
     * @param certificateFile our certificate, then those that lead to its authority
     * @param keyFile the private key: PKCS#1, SEC 1 or PKCS#8, encrypted or not
     * @param keyPasswordOrNull asked for the key's password, or null if it is not encrypted
     */
    public record PemFiles(
            Path certificateFile, Path keyFile, @Nullable PassphraseSource keyPasswordOrNull)
            implements ClientIdentity {}

    /**
     * A PKCS#12 file.
     *
     * @param file the file
     * @param password asked for its password
     */
    public record Pkcs12File(Path file, PassphraseSource password) implements ClientIdentity {}

    /**
     * Nothing: the server lets in whoever comes.
     *
     * @return a login without password and certificate
     */
    public static KmipLogin none() {
        return new KmipLogin(null, null, null);
    }
}
