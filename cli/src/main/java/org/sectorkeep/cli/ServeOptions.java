// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.nbd.NbdServer;
import org.sectorkeep.nbd.NbdTls;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a server listens, and whether under TLS. */
final class ServeOptions {
    @ArgGroup(exclusive = true, multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Place place;

    @Option(
            names = "--tls",
            paramLabel = "MODE",
            description = "off, optional or required (default: required with --tls-cert, else off)")
    private NbdTls.@Nullable Mode mode;

    @Option(
            names = "--tls-cert",
            paramLabel = "F",
            description = "the server's certificate in PEM, and those between it and its authority")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "F", description = "its private key in PEM (PKCS #8, not encrypted)")
    private @Nullable Path key;

    @Option(
            names = "--tls-ca",
            paramLabel = "F",
            description = "clients need a certificate that one of these authorities signed")
    private @Nullable Path authority;

    private static final class Place {
        @Option(names = "--socket", paramLabel = "PATH", description = "listen on a unix socket of mode 0600")
        @Nullable
        Path socket;

        @Option(
                names = "--listen",
                paramLabel = "HOST:PORT",
                description = "listen on a TCP port; beyond this machine only with TLS, or with --tls off")
        @Nullable
        String address;

        @Option(
                names = "--activated",
                description = "serve the socket that standard input is (inetd, systemd's StandardInput=socket)")
        boolean activated;

        @Option(names = "--agent", description = "have the running agent serve the disks, as 'agent serve' does")
        boolean agent;
    }

    /** Whether the agent is to do it; then nothing that says how is of use. */
    boolean isForAgent() throws UsageException {
        if (place.agent && (mode != null || certificate != null || key != null || authority != null)) {
            throw new UsageException(
                    "the agent listens as its configuration says", "leave out --tls and what belongs to it");
        }
        return place.agent;
    }

    NbdTls tls() throws IOException {
        if (certificate == null || key == null) {
            boolean nothing = certificate == null && key == null && authority == null;
            if (!nothing || (mode != null && mode != NbdTls.Mode.OFF)) {
                throw new UsageException("TLS needs a certificate and its key", "give --tls-cert F and --tls-key F");
            }
            return NbdTls.off();
        }
        if (mode == NbdTls.Mode.OFF) {
            throw new UsageException("TLS is off, but has a certificate", "leave out --tls off, or --tls-cert");
        }
        return NbdTls.fromPem(
                mode == null ? NbdTls.Mode.REQUIRED : mode, certificate, key, Optional.ofNullable(authority));
    }

    /** Listens, and answers the address of an export as clients write it, up to its name. */
    String listen(NbdServer server, NbdTls tls) throws IOException {
        String scheme = tls.mode() == NbdTls.Mode.REQUIRED ? "nbds" : "nbd";
        if (place.activated) {
            server.listenInherited();
            return scheme + " on standard input, export '%s'";
        }
        if (place.socket != null) {
            server.listenUnix(place.socket);
            return scheme + "+unix:///%s?socket=" + place.socket.toAbsolutePath();
        }
        InetSocketAddress wanted = address(Objects.requireNonNull(place.address), tls);
        InetSocketAddress bound = (InetSocketAddress) server.listenTcp(wanted);
        String host = bound.getAddress().getHostAddress();
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort() + "/%s";
    }

    private InetSocketAddress address(String text, NbdTls tls) throws IOException {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[(.*)]$", "$1");
        if (host.isEmpty() || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new UsageException("'" + text + "' is no address", "give it as HOST:PORT, such as localhost:10809");
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port > 0xffff) {
            throw new UsageException("'" + text + "' is no address", "a port is at most 65535");
        }
        InetAddress found = InetAddress.getByName(host);
        if (!found.isLoopbackAddress() && tls.mode() != NbdTls.Mode.REQUIRED && mode == null) {
            throw new UsageException(
                    "'" + text.toLowerCase(Locale.ROOT) + "' lets other machines read the disk in the clear",
                    "give --tls-cert F --tls-key F --tls-ca F, or --tls off if the network is protected");
        }
        return new InetSocketAddress(found, port);
    }
}
