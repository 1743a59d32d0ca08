// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.cli.Tool.Outcome;
import org.sectorkeep.testing.Peers;

/** Disks under keys of a key server that shares no code with this one, each command in a process of its own. */
@Tag("peer")
@Timeout(300)
class PyKmipTest {
    @TempDir
    private Path folder;

    private final List<PyKmipServer> servers = new ArrayList<>();
    private ToolProcess tool;

    @BeforeEach
    void start() throws Exception {
        tool = new ToolProcess(folder.resolve("home"), folder);
        KmipFiles.write(folder);
        servers.add(PyKmipServer.start(folder));
    }

    @AfterEach
    void stop() {
        servers.forEach(PyKmipServer::close);
    }

    private void add(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("provider", "add", "kmip", "kms", "--deadline", "10"));
        servers.forEach(server -> command.addAll(List.of("--server", server.address())));
        command.addAll(
                List.of("--ca", at("ca.pem"), "--client-cert", at("client.pem"), "--client-key", at("client.key")));
        command.addAll(List.of(more));
        tool.succeed(command.toArray(String[]::new));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fetched", "wrapped", "remote"})
    void aNewProcessDecryptsById(String way) throws Exception {
        switch (way) {
            case "wrapped" -> add("--wrapping-key", wrappingKey());
            case "remote" -> add("--remote");
            default -> add();
        }
        String plain = Tool.EXAMPLE.toString();
        tool.succeed("encrypt", plain, "-o", at("e.vmdk"), "--provider", "kms");
        assertThat(tool.succeed("info", at("e.vmdk"), "--json").out())
                .contains("\"suite\": " + (way.equals("remote") ? 3 : 1));
        tool.succeed("decrypt", at("e.vmdk"), "-o", at("d.raw"), "--format", "raw");
        tool.succeed("encrypt", plain, "-o", at("again.vmdk"), "--provider", "kms");
        tool.succeed("decrypt", at("again.vmdk"), "-o", at("again.raw"), "--format", "raw");
        assertThat(folder.resolve("d.raw")).hasSameBinaryContentAs(folder.resolve("again.raw"));
        servers.get(0).close();
        long startNanos = System.nanoTime();
        Outcome locked = tool.run("decrypt", at("e.vmdk"), "-o", at("d2.raw"));
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(60));
        assertThat(locked.exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(locked.err()).contains("provider unreachable", servers.get(0).address(), "refused");
        assertThat(folder.resolve("d2.raw")).doesNotExist();
    }

    /** A key for wrapping, made by PyKMIP's own client: it must be allowed to wrap. */
    private String wrappingKey() throws IOException {
        Path script = Path.of("src", "test", "python", "make_wrapping_key.py");
        return Peers.output(
                        "/usr/bin/python3",
                        "-W",
                        "ignore",
                        script.toString(),
                        servers.get(0).address().substring("localhost:".length()),
                        folder.toString())
                .strip();
    }

    @Test
    void theSecondServerOpensWhatTheFirstCannot() throws Exception {
        servers.add(PyKmipServer.start(folder));
        add();
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", at("e.vmdk"), "--provider", "kms");
        servers.get(0).close();
        tool.succeed("decrypt", at("e.vmdk"), "-o", at("d.vmdk"));
        Outcome probe = tool.run("provider", "probe", "kms");
        assertThat(probe.exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(probe.out())
                .contains("FAIL " + servers.get(0).address() + " reachable")
                .contains("ok   " + servers.get(1).address() + " canary key destroyed");
        assertThat(Files.exists(folder.resolve("d.vmdk"))).isTrue();
    }
}
