// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** The agent as a process, with NBD clients that share no code with it. */
@Tag("peer")
@Timeout(240)
class AgentProcessTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void makeDisk() {
        Peers.requireProgram("qemu-io");
        tool = new Tool(folder);
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@web.vmdk");
    }

    private String uri(String export) {
        return "nbd+unix:///" + export + "?socket=" + tool.home().resolve("nbd.sock");
    }

    private String io(String... commands) {
        String[] all = new String[3 + 2 * commands.length + 1];
        all[0] = "qemu-io";
        all[1] = "-f";
        all[2] = "raw";
        for (int i = 0; i < commands.length; i++) {
            all[3 + 2 * i] = "-c";
            all[4 + 2 * i] = commands[i];
        }
        all[all.length - 1] = uri("web");
        Peers.Result result = Peers.run(all);
        return result.output();
    }

    @Test
    void aSignalEndsItInOrderAndWhatWasWrittenIsThereAfterARestart() throws Exception {
        try (AgentProcess agent = AgentProcess.start(tool.home(), folder)) {
            tool.succeed("agent", "serve", "@web.vmdk");
            assertThat(io("write -P 7 4096 8192")).contains("wrote 8192/8192");
            agent.terminate();
            agent.terminate();
            assertThat(agent.exitCode()).isZero();
            assertThat(agent.log()).contains("agent: stopped");
            assertThat(tool.home().resolve("agent.sock")).doesNotExist();
        }
        try (AgentProcess restarted = AgentProcess.start(tool.home(), folder)) {
            restarted.awaitLog("as 'web'");
            assertThat(io("read -P 7 4096 8192")).contains("read 8192/8192").doesNotContain("verification failed");
            assertThat(tool.succeed("agent", "stop").exitCode()).isZero();
            assertThat(restarted.exitCode()).isZero();
        }
    }

    @Test
    void killedOnTheSpotItServesTheSameAgainWithWhatWasFlushed() throws Exception {
        try (AgentProcess agent = AgentProcess.start(tool.home(), folder)) {
            tool.succeed("serve", "@web.vmdk", "--agent", "--export-name", "web");
            assertThat(io("write -P 9 0 65536", "flush")).contains("wrote 65536/65536");
            agent.kill();
        }
        try (AgentProcess restarted = AgentProcess.start(tool.home(), folder)) {
            restarted.awaitLog("as 'web'");
            assertThat(io("read -P 9 0 65536")).contains("read 65536/65536").doesNotContain("verification failed");
        }
    }

    @Test
    void commandsTellItWhatToDoAndGetItsExitCodes() throws Exception {
        try (AgentProcess agent = AgentProcess.start(tool.home(), folder)) {
            tool.succeed("agent", "serve", "@web.vmdk", "--description", "the web");
            assertThat(tool.succeed("agent", "status").out()).contains("'web' is served", "key ");
            assertThat(tool.succeed("agent", "status", "--json").out()).contains("\"export\": \"web\"");
            assertThat(tool.run("agent", "lock", "nobody").exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(tool.run("agent", "encrypt", "web").exitCode()).isEqualTo(ExitCode.REFUSED);
            tool.succeed("agent", "lock", "web");
            assertThat(io("read 0 512")).contains("read failed");
            assertThat(tool.succeed("agent", "status", "web").out()).contains("is locked: by command");
            tool.succeed("agent", "unlock");
            String before = tool.succeed("agent", "status", "--json").out();
            tool.succeed("agent", "rekey", "web");
            tool.succeed("agent", "decrypt", "web");
            tool.succeed("agent", "encrypt", "web");
            assertThat(tool.succeed("agent", "status", "--json").out()).isNotEqualTo(before);
            Path copy = folder.resolve("copy.raw");
            Peers.output("qemu-img", "convert", "-f", "raw", "-O", "raw", uri("web"), copy.toString());
            Peers.output("qemu-img", "compare", copy.toString(), Tool.EXAMPLE.toString());
            tool.succeed("agent", "unserve", "web");
            assertThat(agent.log()).doesNotContain("error");
        }
        assertThat(tool.run("agent", "status").exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(tool.run("agent", "status").err()).contains("no agent listens on");
    }

    @Test
    void aKeyServerThatIsDownLocksItsDisksAndIsWaitedForWithoutACommand() throws Exception {
        KmipFiles.write(folder);
        PyKmipServer server = PyKmipServer.start(folder);
        try {
            tool.succeed(
                    "provider",
                    "add",
                    "kmip",
                    "kms",
                    "--deadline",
                    "5",
                    "--server",
                    server.address(),
                    "--ca",
                    "@ca.pem",
                    "--client-cert",
                    "@client.pem",
                    "--client-key",
                    "@client.key");
            tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@kms.vmdk", "--provider", "kms");
            try (AgentProcess agent = AgentProcess.start(tool.home(), folder)) {
                tool.succeed("agent", "serve", "@kms.vmdk", "--export", "web");
                agent.kill();
            }
            server.close();
            try (AgentProcess restarted = AgentProcess.start(tool.home(), folder)) {
                restarted.awaitLog("'web' is locked: provider unreachable");
                assertThat(tool.succeed("agent", "status", "--json").out()).contains("\"provider-unreachable\"");
                assertThat(io("read 0 512")).contains("read failed");
                server = server.again(folder);
                long back = System.nanoTime();
                restarted.awaitLog("as 'web'");
                assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - back))
                        .isLessThan(45);
                assertThat(io("read 0 512")).contains("read 512/512");
            }
        } finally {
            server.close();
        }
    }

    @Test
    void systemdIsToldThatItIsReady() throws Exception {
        Peers.requireProgram("systemd-notify");
        Path script = folder.resolve("notified.py");
        Path socket = folder.resolve("notify.sock");
        Path bound = folder.resolve("bound");
        Files.writeString(
                script,
                "import socket\ns = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\ns.bind('" + socket + "')\nopen('"
                        + bound + "', 'w').close()\ns.settimeout(60)\nprint(s.recv(4096).decode())\n");
        Process listener = new ProcessBuilder("/usr/bin/python3", script.toString()).start();
        while (!Files.exists(bound)) {
            Thread.sleep(10);
        }
        try (AgentProcess agent = AgentProcess.start(tool.home(), folder, socket)) {
            assertThat(new String(listener.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("READY=1");
            assertThat(agent.log()).doesNotContain("warning: systemd-notify");
        }
    }
}
