// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
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
            Path metrics = folder.resolve("metrics.sock");
            addMetrics(metrics);
            try (AgentProcess restarted = AgentProcess.start(tool.home(), folder)) {
                restarted.awaitLog("'web' is locked: provider unreachable");
                assertThat(tool.succeed("agent", "status", "--json").out()).contains("\"provider-unreachable\"");
                assertThat(io("read 0 512")).contains("read failed");
                assertThat(metrics(metrics))
                        .containsPattern("kms_calls_total\\{operation=\".*\",outcome=\"provider-unreachable\","
                                + "provider=\"kms\",server=\"" + server.address() + "\"} [1-9]")
                        .contains(
                                "sectorkeep_keys_held 0.0", "sectorkeep_disks_locked{reason=\"provider-unreachable\"}");
                server = server.again(folder);
                long back = System.nanoTime();
                restarted.awaitLog("as 'web'");
                assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - back))
                        .isLessThan(45);
                assertThat(io("read 0 512")).contains("read 512/512");
                assertThat(metrics(metrics))
                        .containsPattern("kms_calls_total\\{operation=\"get\",outcome=\"answered\","
                                + "provider=\"kms\",server=\"" + server.address() + "\"} [1-9]")
                        .contains("sectorkeep_keys_held 1.0", "sectorkeep_kms_seconds_count{provider=\"kms\"");
            }
        } finally {
            server.close();
        }
    }

    @Test
    void aLockWhoseStorageHangsIsAnsweredInTimeAndDoneWhenStorageIsBack() throws Exception {
        Peers.requireProgram("nbdkit");
        Peers.requireProgram("nbdfuse");
        Peers.require(Path.of("/dev/fuse").toFile().canWrite(), "there is no /dev/fuse");
        Path stored = folder.resolve("stored");
        Path extent = folder.resolve("hanging-flat.vmdk");
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@hanging.vmdk", "--format", "monolithicFlat");
        Files.move(extent, stored);
        Files.createFile(extent);
        Path socket = folder.resolve("kit");
        Process kit = new ProcessBuilder("nbdkit", "-f", "-U", socket.toString(), "file", stored.toString()).start();
        await(() -> Files.exists(socket));
        Process fuse = new ProcessBuilder("nbdfuse", extent.toString(), "--unix", socket.toString()).start();
        try {
            await(() -> Files.size(extent) > 0);
            Files.createDirectories(tool.home());
            Files.writeString(tool.home().resolve("agent.json"), "{\"version\": 1, \"lockDeadlineMillis\": 2000}");
            try (AgentProcess agent = AgentProcess.start(tool.home(), folder)) {
                tool.succeed("agent", "serve", "@hanging.vmdk", "--export", "web");
                Peers.output("kill", "-STOP", Long.toString(kit.pid()));
                Process reader = new ProcessBuilder("qemu-io", "-f", "raw", "-c", "read 4M 65536", uri("web"))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("reader.log").toFile())
                        .start();
                assertThat(reader.waitFor(1, TimeUnit.SECONDS)).as("it hangs").isFalse();
                Tool.Outcome lock = tool.run("agent", "lock", "web");
                assertThat(lock.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(lock.err()).contains("not done in time");
                assertThat(tool.succeed("agent", "status").out()).contains("its keys are still held", "key ");
                assertThat(io("read 0 512")).contains("read failed");
                Peers.output("kill", "-CONT", Long.toString(kit.pid()));
                agent.awaitLog("'web' is locked: by command");
                await(() -> !tool.succeed("agent", "status").out().contains("key "));
                assertThat(reader.waitFor(AgentProcess.PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
            }
        } finally {
            Peers.run("kill", "-CONT", Long.toString(kit.pid()));
            Peers.run("umount", "-l", extent.toString());
            fuse.destroyForcibly();
            kit.destroyForcibly();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(AgentProcess.PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError("waited in vain");
            }
            Thread.sleep(20);
        }
    }

    /** Adds metrics to what the agent wrote into its configuration. */
    private void addMetrics(Path socket) throws IOException {
        Path config = tool.home().resolve("agent.json");
        String text = Files.readString(config);
        int brace = text.lastIndexOf('}');
        Files.writeString(
                config, text.substring(0, brace).stripTrailing() + ", \"metrics\": {\"unix\": \"" + socket + "\"}}");
    }

    private static String metrics(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap("GET /metrics HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
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
