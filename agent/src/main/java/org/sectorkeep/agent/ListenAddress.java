// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.nio.file.Path;
import java.util.Optional;

/** Where an agent listens. */
public sealed interface ListenAddress {
    /**
     * A unix socket of mode 0600.
     *
     * @param path where it is made; absolute
     */
    record Unix(Path path) implements ListenAddress {
        /**
         * Refuses a relative path.
         *
         * @param path where it is made
         * @throws IllegalArgumentException if it is not absolute
         */
        public Unix {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("path '" + path + "' is not absolute");
            }
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A TCP port.
     *
     * @param host a name or an address of this host
     * @param port 0 to 65535; 0 for any that is free
     * @param tls what clients must prove, if TLS is spoken
     */
    record Tcp(String host, int port, Optional<TlsFiles> tls) implements ListenAddress {
        /**
         * Refuses a port that is none.
         *
         * @param host a name or an address of this host
         * @param port 0 to 65535
         * @param tls what clients must prove
         * @throws IllegalArgumentException if the port is none
         */
        public Tcp {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " is not 0 to 65535");
            }
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * The PEM files of a server that asks its clients for certificates.
     *
     * @param certificate the server's certificate chain; absolute
     * @param key its private key; absolute
     * @param clientAuthority who signs the certificates of clients; absolute
     */
    record TlsFiles(Path certificate, Path key, Path clientAuthority) {}
}
