// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** A socket that systemd hands over becomes the standard input of a server, by a program that only tells what it got. */
@Tag("peer")
@Timeout(60)
class LauncherSocketTest {
    private static final Path LAUNCHER =
            Path.of("..", "sectorkeep").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    /** A checkout in which everything is built, and a Java that is none. */
    @BeforeEach
    void install() throws IOException {
        Peers.requireProgram("systemd-socket-activate");
        Path app = Files.createDirectories(folder.resolve("cli/target/app"));
        Files.copy(LAUNCHER, folder.resolve("sectorkeep"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(app.resolve(".classpath"), "a.jar\n");
        Files.createFile(app.resolve(".complete"));
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/bash
                echo "$(readlink /proc/$$/fd/0) ${LISTEN_FDS:-none}" >"$TOLD.part"
                mv "$TOLD.part" "$TOLD"
                """);
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void aSocketOfSystemdIsTheStandardInputOfAServer() throws Exception {
        assertThat(started(1, "serve", "--activated", "web.vmdk")).matches("socket:\\[\\d+] none\\s*");
    }

    @Test
    void otherCommandsKeepTheirStandardInput() throws Exception {
        assertThat(started(1, "info", "web.vmdk")).isEqualToIgnoringWhitespace("/dev/null 1");
    }

    @Test
    void twoSocketsAreRefused() throws Exception {
        assertThat(started(2, "serve", "--activated", "web.vmdk"))
                .contains("2 sockets were handed over, expected 1")
                .contains("hint");
    }

    /** What the program says that is started with so many sockets, or what the launcher does. */
    private String started(int socketCount, String... arguments) throws Exception {
        Path told = folder.resolve("told");
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of("systemd-socket-activate"));
        for (int i = 0; i < socketCount; i++) {
            command.addAll(List.of("-l", folder.resolve("socket" + i).toString()));
        }
        command.addAll(List.of("-E", "TOLD=" + told, "-E", "PATH", "-E", "JAVA_HOME=" + folder.resolve("jdk")));
        command.add(folder.resolve("sectorkeep").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            connect(folder.resolve("socket0"));
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.exists(told) ? Files.readString(told) : Files.readString(log);
    }

    private static void connect(Path socket) throws Exception {
        while (!Files.exists(socket)) {
            Thread.sleep(10);
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
        }
    }
}
