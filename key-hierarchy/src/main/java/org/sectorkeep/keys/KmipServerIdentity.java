// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Instant;
import java.util.List;

/**
 * What a key server shows of itself, for people to look at before they trust it.
 *
 * @param server the server that was asked, {@code HOST:PORT}
 * @param tlsVersion the TLS version that was agreed on
 * @param subject whom its certificate names
 * @param issuer who signed it
 * @param names the DNS names and addresses that it is for
 * @param notBefore when it begins to be valid
 * @param notAfter when it expires
 * @param certificatePin {@code sha256:HEX} of the whole certificate
 * @param publicKeyPin {@code sha256:HEX} of its public key
 */
public record KmipServerIdentity(
        String server,
        String tlsVersion,
        String subject,
        String issuer,
        List<String> names,
        Instant notBefore,
        Instant notAfter,
        String certificatePin,
        String publicKeyPin) {
    /**
     * Copies the list.
     *
     * @param server the server that was asked, {@code HOST:PORT}
     * @param tlsVersion the TLS version that was agreed on
     * @param subject whom its certificate names
     * @param issuer who signed it
     * @param names the DNS names and addresses that it is for
     * @param notBefore when it begins to be valid
     * @param notAfter when it expires
     * @param certificatePin {@code sha256:HEX} of the whole certificate
     * @param publicKeyPin {@code sha256:HEX} of its public key
     */
    public KmipServerIdentity {
        names = List.copyOf(names);
    }
}
