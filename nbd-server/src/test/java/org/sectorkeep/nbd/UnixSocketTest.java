// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets as files. */
class UnixSocketTest {
    private TestServer first;
    private NbdServer second;

    @BeforeEach
    void start() throws IOException {
        first = TestServer.of(new MemoryDevice(512));
        second = NbdServer.start(first.exports, NbdTls.off(), NbdLimits.usual());
    }

    @AfterEach
    void end() throws IOException {
        second.close();
        first.close();
    }

    @Test
    void aSocketIsItsOwnersAloneAndGoesWithTheServer() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.socket)))
                .isEqualTo("rw-------");
        first.server.close();
        assertThat(first.socket).doesNotExist();
    }

    @Test
    void theSocketOfALivingServerIsLeftAlone() throws IOException {
        assertThatThrownBy(() -> second.listenUnix(first.socket))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("another server");
        new RawClient(first.socket).begin(8).close();
    }

    @Test
    void theFileOfAServerThatIsGoneIsReplaced() throws IOException {
        Path left = first.socket.resolveSibling("left");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(left));
        }
        second.listenUnix(left);
        new RawClient(left).begin(8).close();
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Path file = Files.createFile(first.socket.resolveSibling("file"));
        try {
            assertThatThrownBy(() -> second.listenUnix(file)).isInstanceOf(FileAlreadyExistsException.class);
        } finally {
            Files.delete(file);
        }
    }
}
