// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the file of a KMIP provider says in the clear. Read without the passphrase, so not authenticated.
 *
 * @param info the provider
 * @param storeId the file's id, 32 hexadecimal digits; the same in every copy of it
 * @param keyFileOrNull the key file that opens its secrets, or null if a passphrase does
 * @param settings servers, user, trust and way of use
 * @param certificates our certificate, then those that lead to its authority; empty if we have none
 * @param newIdentityPending whether a key was made whose certificate is still to come into use
 */
public record KmipProviderDetails(
        ProviderInfo info,
        String storeId,
        @Nullable Path keyFileOrNull,
        KmipSettings settings,
        List<X509Certificate> certificates,
        boolean newIdentityPending) {
    /**
     * Copies the list.
     *
     * @param info the provider
     * @param storeId the file's id, 32 hexadecimal digits; the same in every copy of it
     * @param keyFileOrNull the key file that opens its secrets, or null if a passphrase does
     * @param settings servers, user, trust and way of use
     * @param certificates our certificate, then those that lead to its authority; empty if we have none
     * @param newIdentityPending whether a key was made whose certificate is still to come into use
     */
    public KmipProviderDetails {
        certificates = List.copyOf(certificates);
    }

    /**
     * The key file that opens the secrets.
     *
     * @return its path, or empty if a passphrase does
     */
    public Optional<Path> keyFile() {
        return Optional.ofNullable(keyFileOrNull);
    }
}
