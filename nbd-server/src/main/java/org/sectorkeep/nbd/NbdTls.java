// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.sectorkeep.nbd.internal.net.PemFiles;

/**
 * Whether clients may or must speak TLS ({@code NBD_OPT_STARTTLS}), and with which certificates.
 *
 * @param mode which of the modes of the protocol
 * @param context what makes the engines; absent where TLS is off
 * @param clients whether a client needs a certificate that the context trusts
 */
public record NbdTls(Mode mode, Optional<SSLContext> context, Clients clients) {
    /** The modes of the protocol (section "TLS support"). */
    public enum Mode {
        /** {@code NOTLS}: never. */
        OFF,
        /** {@code SELECTIVETLS} with no export that demands it: as the client likes. Does not stop who tampers with the connection. */
        OPTIONAL,
        /** {@code FORCEDTLS}: a client can do nothing before it. */
        REQUIRED
    }

    /** Who may come. */
    public enum Clients {
        /** Anybody. */
        ANYBODY,
        /** Who shows a certificate that is trusted. */
        WITH_CERTIFICATE
    }

    /**
     * Checks what it is made of.
     *
     * @param mode which of the modes
     * @param context present unless the mode is off
     * @param clients who may come
     * @throws IllegalArgumentException if something is out of range
     */
    public NbdTls {
        if ((mode == Mode.OFF) == context.isPresent()) {
            throw new IllegalArgumentException("a TLS context belongs to each mode but 'off'");
        }
    }

    /**
     * No TLS.
     *
     * @return for unix sockets, which their mode protects
     */
    public static NbdTls off() {
        return new NbdTls(Mode.OFF, Optional.empty(), Clients.ANYBODY);
    }

    /**
     * TLS that is offered, or demanded.
     *
     * @param mode {@link Mode#OPTIONAL} or {@link Mode#REQUIRED}
     * @param context what makes the engines
     * @param clients whether a client needs a certificate
     * @return the settings
     */
    public static NbdTls of(Mode mode, SSLContext context, Clients clients) {
        return new NbdTls(mode, Optional.of(context), clients);
    }

    /**
     * TLS with certificates from files in PEM.
     *
     * @param mode {@link Mode#OPTIONAL} or {@link Mode#REQUIRED}
     * @param certificate the server's certificate, and those between it and the authority
     * @param key its private key: PKCS #8, not encrypted
     * @param authority who signs the certificates of clients; without it anybody may come
     * @return the settings
     * @throws IOException if a file cannot be read, or does not hold what it should
     */
    public static NbdTls fromPem(Mode mode, Path certificate, Path key, Optional<Path> authority) throws IOException {
        return of(
                mode,
                PemFiles.context(certificate, key, authority),
                authority.isPresent() ? Clients.WITH_CERTIFICATE : Clients.ANYBODY);
    }
}
