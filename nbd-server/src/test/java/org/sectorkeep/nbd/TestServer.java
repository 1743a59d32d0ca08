// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A server on a unix socket in a folder of its own, which is short enough for one. */
final class TestServer implements Closeable {
    final NbdExports exports = new NbdExports();
    final NbdServer server;
    private final Path folder;
    final Path socket;

    private TestServer(NbdTls tls, NbdLimits limits) throws IOException {
        folder = Files.createTempDirectory("nbd");
        socket = folder.resolve("s");
        server = NbdServer.start(exports, tls, limits);
        server.listenUnix(socket);
    }

    static TestServer of(NbdDevice device) throws IOException {
        return of(device, NbdTls.off(), NbdLimits.usual());
    }

    static TestServer of(NbdDevice device, NbdTls tls, NbdLimits limits) throws IOException {
        TestServer made = new TestServer(tls, limits);
        made.exports.add(new NbdExport("disk", "a disk for tests", device));
        return made;
    }

    /** Limits that end what hangs within the time that a test has. */
    static NbdLimits hasty() {
        return new NbdLimits(300, 16, 128L << 20, Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    String uri(String export) {
        return "nbd+unix:///" + export + "?socket=" + socket;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(folder);
    }
}
