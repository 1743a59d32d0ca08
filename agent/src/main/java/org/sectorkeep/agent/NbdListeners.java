// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sectorkeep.nbd.NbdExports;
import org.sectorkeep.nbd.NbdLimits;
import org.sectorkeep.nbd.NbdServer;
import org.sectorkeep.nbd.NbdTls;

/** Where NBD clients connect: one server for each way in which they prove who they are. */
final class NbdListeners {
    private final NbdExports exports;
    private final List<NbdServer> servers = new CopyOnWriteArrayList<>();
    private final List<String> addresses = new CopyOnWriteArrayList<>();

    NbdListeners(NbdExports exports) {
        this.exports = exports;
    }

    /** Listens; answers where. */
    String listen(ListenAddress address) throws IOException {
        NbdTls tls = NbdTls.off();
        if (address instanceof ListenAddress.Tcp tcp && tcp.tls().isPresent()) {
            tls = NbdTls.of(NbdTls.Mode.REQUIRED, TlsContexts.server(tcp.tls().get()), NbdTls.Clients.WITH_CERTIFICATE);
        }
        NbdServer server = NbdServer.start(exports, tls, NbdLimits.usual());
        servers.add(server);
        String where = address.toString();
        if (address instanceof ListenAddress.Unix unix) {
            server.listenUnix(unix.path());
        } else if (address instanceof ListenAddress.Tcp tcp) {
            InetSocketAddress bound =
                    (InetSocketAddress) server.listenTcp(new InetSocketAddress(tcp.host(), tcp.port()));
            where = new ListenAddress.Tcp(tcp.host(), bound.getPort(), tcp.tls()).toString();
        }
        addresses.add(where);
        return where;
    }

    List<String> addresses() {
        return new ArrayList<>(addresses);
    }

    int clientCount() {
        return servers.stream().mapToInt(NbdServer::connectionCount).sum();
    }

    /** Listens no more, and lets running requests end. */
    void close(Duration grace) throws IOException {
        IOException failure = null;
        for (NbdServer server : servers) {
            try {
                server.close(grace);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
