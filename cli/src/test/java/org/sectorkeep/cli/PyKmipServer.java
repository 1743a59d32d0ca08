// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.sectorkeep.kmip.testing.TestAuthority;
import org.sectorkeep.kmip.testing.TestIdentity;
import org.sectorkeep.testing.Peers;

/** PyKMIP's server in a process of its own; several over one database hold the same keys. */
final class PyKmipServer implements AutoCloseable {
    private static final int START_ATTEMPTS = 300;
    private static final long ATTEMPT_MILLIS = 100;
    private static final long PATIENCE_SECONDS = 15;

    private final Process process;
    private final int port;

    private PyKmipServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one over the database in a folder, and waits until it listens. */
    static PyKmipServer start(Path folder) throws IOException, InterruptedException {
        return start(folder, freePort());
    }

    /** Starts one in the place of this one, which was closed. */
    PyKmipServer again(Path folder) throws IOException, InterruptedException {
        return start(folder, port);
    }

    private static PyKmipServer start(Path folder, int port) throws IOException, InterruptedException {
        Peers.requirePythonModule("kmip");
        Path own = Files.createDirectories(folder.resolve("pykmip-" + port));
        TestIdentity identity = TestAuthority.shared().localhost();
        Path certificate = Files.writeString(own.resolve("server.crt"), identity.certificatePem());
        Path key = Files.writeString(own.resolve("server.key"), identity.keyPem());
        Path authority = Files.writeString(own.resolve("ca.crt"), KmipFiles.authorityPem());
        Path policies = Files.createDirectories(own.resolve("policies"));
        Path config = Files.writeString(
                own.resolve("server.conf"),
                String.join(
                        "\n",
                        "[server]",
                        "hostname=127.0.0.1",
                        "port=" + port,
                        "certificate_path=" + certificate,
                        "key_path=" + key,
                        "ca_path=" + authority,
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
                        config.toString(),
                        "-l",
                        own.resolve("server.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(own.resolve("server.out").toFile())
                .start();
        PyKmipServer server = new PyKmipServer(process, port);
        server.awaitListening(own);
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening(Path folder) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new AssertionError(Files.readString(folder.resolve("server.out")), e);
                }
                Thread.sleep(ATTEMPT_MILLIS);
            }
        }
        close();
        throw new AssertionError("PyKMIP does not listen on port " + port);
    }

    String address() {
        return "localhost:" + port;
    }

    /** Ends the server and all that it started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("PyKMIP does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
