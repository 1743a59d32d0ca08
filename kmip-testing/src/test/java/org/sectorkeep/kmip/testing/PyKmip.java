// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.TlsSettings;
import org.sectorkeep.kmip.TlsTrust;
import org.sectorkeep.testing.Peers;

/**
 * A PyKMIP server (Debian's python3-pykmip) on the loopback interface. It speaks KMIP 1.0 to 1.4 and 2.0 over TLS 1.2, and
 * wants a client certificate with one common name, which owns what it makes.
 */
final class PyKmip implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;

    private final Process process;
    private final KmipServer address;

    private PyKmip(Process process, KmipServer address) {
        this.process = process;
        this.address = address;
    }

    static PyKmip start(Path folder) throws IOException, InterruptedException {
        Peers.requirePythonModule("kmip");
        TestIdentity server = TestAuthority.shared().localhost();
        Path certificate = Files.writeString(folder.resolve("server.crt"), server.certificatePem());
        Path key = Files.writeString(folder.resolve("server.key"), server.keyPem());
        TestIdentity authority =
                new TestIdentity(server.key(), List.of(TestAuthority.shared().certificate()));
        Path authorities = Files.writeString(folder.resolve("ca.crt"), authority.certificatePem());
        Path policies = Files.createDirectory(folder.resolve("policies"));
        int port = freePort();
        Path configuration = Files.writeString(
                folder.resolve("server.conf"),
                String.join(
                        "\n",
                        "[server]",
                        "hostname=127.0.0.1",
                        "port=" + port,
                        "certificate_path=" + certificate,
                        "key_path=" + key,
                        "ca_path=" + authorities,
                        "auth_suite=TLS1.2",
                        "policy_path=" + policies,
                        "enable_tls_client_auth=True",
                        "logging_level=INFO",
                        "database_path=" + folder.resolve("pykmip.db"),
                        ""));
        Process process = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-W",
                        "ignore",
                        "-m",
                        "kmip.services.server.server",
                        "-f",
                        configuration.toString(),
                        "-l",
                        folder.resolve("server.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.out").toFile())
                .start();
        PyKmip started = new PyKmip(process, new KmipServer("127.0.0.1", port));
        try {
            started.awaitListening(folder);
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening(Path folder) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() - end < 0 && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address.host(), address.port()), 1000);
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
        throw new IOException("PyKMIP did not start: " + Files.readString(folder.resolve("server.out")));
    }

    KmipServer address() {
        return address;
    }

    TlsSettings tls() {
        return TlsSettings.trusting(
                        TlsTrust.authorities(List.of(TestAuthority.shared().certificate())))
                .withIdentity(TestAuthority.shared().client("host-a").asClient());
    }

    /** It forks, and on a gentle signal takes seconds to stop. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
