// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyId;

/** What an agent counts, as Prometheus reads it. */
@Timeout(120)
class AgentMetricsTest {
    @TempDir
    private Path folder;

    private final MemoryKeys keys = new MemoryKeys();

    private String ask(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("metrics.sock")));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private TestAgent start() throws IOException {
        TestAgent.configure(folder, ", \"metrics\": {\"unix\": \"" + folder.resolve("metrics.sock") + "\"}");
        return TestAgent.start(folder, keys);
    }

    @Test
    void callsKeysAndLocksAreCounted() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = start()) {
            agent.call("serve", disk.toString());
            try (TestNbd client = agent.connect("web")) {
                assertThat(client.read(0, new byte[8192])).isZero();
                assertThat(client.write(0, new byte[512])).isZero();
                assertThat(client.flush()).isZero();
                String open = ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(open)
                        .startsWith("HTTP/1.0 200 OK\r\n")
                        .contains("text/plain; version=0.0.4")
                        .contains("sectorkeep_io_bytes_total{direction=\"read\",export=\"web\"} 8192.0")
                        .contains("sectorkeep_io_bytes_total{direction=\"write\",export=\"web\"} 512.0")
                        .contains("sectorkeep_io_seconds_count{direction=\"flush\",export=\"web\"} 1")
                        .contains("sectorkeep_keys_held 1.0")
                        .contains("sectorkeep_key_age_seconds{key=\"kek-1\",provider=\"test\"}")
                        .contains(
                                "sectorkeep_key_provider_calls_total{call=\"get\",outcome=\"done\",provider=\"test\"}")
                        .contains("sectorkeep_disks_served 1.0");
                agent.call("lock", "");
                assertThat(client.read(0, new byte[512])).isNotZero();
            }
            assertThat(ask("GET /metrics HTTP/1.0\r\n\r\n"))
                    .contains("sectorkeep_locks_total{reason=\"by-command\"} 1.0")
                    .contains("sectorkeep_disks_locked{reason=\"by-command\"} 1.0")
                    .contains("sectorkeep_io_errors_total{direction=\"read\",export=\"web\",outcome=\"locked\"} 1.0")
                    .contains("sectorkeep_keys_held 0.0");
        }
    }

    @Test
    void neitherMetricsNorLogNorStatusTellAKey() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = start();
                SecretBytes kek = keys.copyOf(new KeyId(MemoryKeys.ID, "kek-1"))) {
            agent.call("serve", disk.toString());
            String told = ask("GET /metrics HTTP/1.1\r\n\r\n") + agent.log + agent.call("status", "");
            String hex = kek.readArray(bytes -> HexFormat.of().formatHex(bytes));
            assertThat(told).contains("kek-1").doesNotContainIgnoringCase(hex.substring(0, 16));
        }
    }

    @Test
    void whatIsNotARequestForMetricsIsRefused() throws Exception {
        try (TestAgent agent = start()) {
            assertThat(agent.call("hello", "").get("ok").getAsBoolean()).isTrue();
            assertThat(ask("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.0 404");
            assertThat(ask("POST /metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.0 404");
            assertThat(ask("nonsense\r\n\r\n")).startsWith("HTTP/1.0 400");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("metrics.sock"))))
                    .isEqualTo("rw-------");
        }
    }
}
