// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * Why we believe that a server is the one we mean. With authorities, its certificate must lead to one of them, be valid
 * now, and carry the host's name (RFC 2818, RFC 6125). A pin decides alone: whoever pinned a certificate looked at it, so
 * neither its name nor its dates matter any more.
 */
public sealed interface TlsTrust {
    /**
     * The authorities that the Java platform trusts.
     *
     * @return that trust
     */
    static TlsTrust systemAuthorities() {
        return new SystemAuthorities();
    }

    /**
     * The authorities in a PEM file, read again when it changed.
     *
     * @param file one certificate or several
     * @return that trust
     */
    static TlsTrust authorities(Path file) {
        return new AuthoritiesFile(file);
    }

    /**
     * Given authorities.
     *
     * @param certificates one or several
     * @return that trust
     */
    static TlsTrust authorities(List<X509Certificate> certificates) {
        return new Authorities(certificates);
    }

    /**
     * The server's own certificate or public key.
     *
     * @param pins one or several, one of which must fit, so that a new one can be announced beforehand
     * @return that trust
     */
    static TlsTrust pinned(Set<CertificatePin> pins) {
        return new Pinned(pins);
    }

    /**
     * Trust on first use: the caller decides, and should store the pin for the next time.
     *
     * @param decision asked once for each connection, on the thread of the call and in the time of its handshake
     * @return that trust
     */
    static TlsTrust decidedBy(Decision decision) {
        return new Decided(decision);
    }

    /** Somebody who looks at a certificate and decides. Called by any thread. */
    @FunctionalInterface
    interface Decision {
        /**
         * Whether to trust what a server shows.
         *
         * @param certificate what it shows; the TLS version is that of the running handshake
         * @return true to go on, false to hang up
         */
        boolean trusts(ServerCertificate certificate);
    }

    /** The authorities of the Java platform. */
    record SystemAuthorities() implements TlsTrust {}

    /**
     * Authorities in a file.
     *
     * @param file PEM
     */
    record AuthoritiesFile(Path file) implements TlsTrust {}

    /**
     * Authorities at hand.
     *
     * @param certificates never empty
     */
    record Authorities(List<X509Certificate> certificates) implements TlsTrust {
        /**
         * Copies the list.
         *
         * @param certificates never empty
         */
        public Authorities {
            certificates = List.copyOf(certificates);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("no certificate of an authority given");
            }
        }
    }

    /**
     * Pins.
     *
     * @param pins never empty
     */
    record Pinned(Set<CertificatePin> pins) implements TlsTrust {
        /**
         * Copies the set.
         *
         * @param pins never empty
         */
        public Pinned {
            pins = Set.copyOf(pins);
            if (pins.isEmpty()) {
                throw new IllegalArgumentException("no pin given");
            }
        }
    }

    /**
     * The caller's decision.
     *
     * @param decision whom to ask
     */
    record Decided(Decision decision) implements TlsTrust {}
}
