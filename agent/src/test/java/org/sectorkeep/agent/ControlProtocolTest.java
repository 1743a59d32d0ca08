// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.testing.Peers;

/** What the control socket lets in, and how it answers what it does not understand. */
@Timeout(120)
class ControlProtocolTest {
    private static final String PROOF = "{\"op\":\"hello\",\"id\":\"proof\"}\n";

    @TempDir
    private Path folder;

    private TestAgent agent;

    @BeforeEach
    void start() throws IOException {
        agent = TestAgent.start(folder, new MemoryKeys());
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nonsense                                       | bad-request
            ``                                             | bad-request
            []                                             | bad-request
            17                                             | bad-request
            {"op":"hello"} x                               | bad-request
            {"op":"hello"}{"op":"hello"}                   | bad-request
            {"op":"hello","op":"hello"}                    | bad-request
            {"op":"hello",}                                | bad-request
            {'op':'hello'}                                 | bad-request
            {"op":"hello"/*x*/}                            | bad-request
            {"op":7}                                       | bad-request
            {"op":null}                                    | bad-request
            {}                                             | bad-request
            {"op":"hello","id":{}}                         | bad-request
            {"op":"hello","more":1}                        | bad-request
            {"op":"hello","version":1.5}                   | bad-request
            {"op":"hello","version":2}                     | version
            {"op":"HELLO"}                                 | unknown-op
            {"op":"status","disk":"none"}                  | unknown-disk
            {"op":"lock","disk":"none"}                    | unknown-disk
            {"op":"unlock","disk":7}                       | bad-request
            {"op":"rekey"}                                 | bad-request
            {"op":"serve","path":"relative.vmdk"}          | bad-request
            {"op":"serve","path":"/none/disk.vmdk"}        | file-missing
            {"op":"serve","path":"/none","diskId":"zz"}    | bad-request
            {"op":"serve","path":"/none","export":""}      | bad-request
            {"op":"serve","path":"/none","export":"a\\nb"} | bad-request
            {"op":"serve","path":"/no\\u0000ne"}           | bad-request
            """)
    void whatCannotBeUnderstoodIsAnsweredAndTheNextRequestIsHeard(String line, String type) throws IOException {
        try (RawControl client = new RawControl(agent.controlSocket())) {
            client.send(line + "\n" + PROOF);
            JsonObject answer = client.answer();
            assertThat(answer.get("ok").getAsBoolean()).isFalse();
            JsonObject error = answer.getAsJsonObject("error");
            assertThat(error.get("type").getAsString()).isEqualTo(type);
            assertThat(error.get("message").getAsString()).isNotBlank().doesNotContain("\n");
            assertThat(error.get("exitCode").getAsInt()).isBetween(1, 5);
            requireProof(client);
        }
    }

    private static void requireProof(RawControl client) throws IOException {
        JsonObject proof = client.answer();
        assertThat(proof.get("id").getAsString()).isEqualTo("proof");
        assertThat(proof.get("ok").getAsBoolean()).isTrue();
    }

    @Test
    void aLineWithoutEndIsRefusedAndNotKept() throws IOException {
        try (RawControl client = new RawControl(agent.controlSocket())) {
            byte[] part = "[".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 32; i++) {
                client.send(part);
            }
            client.send("\n" + PROOF);
            assertThat(client.answer().getAsJsonObject("error").get("message").getAsString())
                    .contains("longer than 65536 bytes");
            requireProof(client);
        }
    }

    @Test
    void randomBytesAreAnsweredLineByLine() throws IOException {
        Random random = new Random(5);
        try (RawControl client = new RawControl(agent.controlSocket())) {
            for (int i = 0; i < 200; i++) {
                byte[] line = new byte[random.nextInt(300)];
                random.nextBytes(line);
                for (int at = 0; at < line.length; at++) {
                    line[at] = line[at] == '\n' ? 0 : line[at];
                }
                client.send(line);
                client.send("\n");
                assertThat(client.answer().get("ok").getAsBoolean()).isFalse();
            }
            client.send(PROOF);
            requireProof(client);
        }
    }

    @Test
    void manyClientsThatSayNothingOrHalfALineKeepNobodyOut() throws IOException {
        List<RawControl> silent = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            RawControl client = new RawControl(agent.controlSocket());
            silent.add(client);
            if (i % 2 == 0) {
                client.send("{\"op\":");
            }
        }
        try (RawControl client = new RawControl(agent.controlSocket())) {
            client.send(PROOF);
            requireProof(client);
        }
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("control-client"))
                .count();
        assertThat(threads)
                .as("some of those that were sent away are just ending")
                .isLessThan(100);
        for (RawControl client : silent) {
            client.close();
        }
    }

    @Test
    void theSocketIsItsOwnersAloneAndGoesWithTheAgent() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(agent.controlSocket())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("nbd.sock"))))
                .isEqualTo("rw-------");
        agent.close();
        assertThat(agent.controlSocket()).doesNotExist();
    }

    @Test
    void aSecondAgentIsRefusedAndTheFirstGoesOn() throws IOException {
        assertThatThrownBy(() -> TestAgent.start(folder, new MemoryKeys()))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("an agent is running already");
        assertThat(agent.call("hello", "").get("version").getAsInt()).isEqualTo(1);
    }

    @Test
    void whatADeadAgentLeftIsReplacedAndALivingStrangerIsNot() throws IOException {
        agent.close();
        try (ServerSocketChannel stranger = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stranger.bind(UnixDomainSocketAddress.of(agent.controlSocket()));
            assertThatThrownBy(() -> TestAgent.start(folder, new MemoryKeys())).isInstanceOf(FaultException.class);
        }
        assertThat(agent.controlSocket()).as("left behind").exists();
        try (TestAgent next = TestAgent.start(folder, new MemoryKeys())) {
            assertThat(next.call("hello", "").get("ok").getAsBoolean()).isTrue();
        }
    }

    @Test
    void aFileThatIsNoSocketIsNotReplaced() throws IOException {
        agent.close();
        Files.writeString(agent.controlSocket(), "precious");
        assertThatThrownBy(() -> TestAgent.start(folder, new MemoryKeys()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no socket");
        assertThat(agent.controlSocket()).hasContent("precious");
    }

    @Test
    @Tag("peer")
    void anotherUserIsToldNothing() throws IOException {
        Peers.requireProgram("setpriv");
        Peers.require("root".equals(System.getProperty("user.name")), "only root can become another user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(agent.controlSocket(), PosixFilePermissions.fromString("rw-rw-rw-"));
        String script = "import socket; s=socket.socket(socket.AF_UNIX); s.connect('" + agent.controlSocket()
                + "'); print(s.recv(9999).decode())"; // is told before it can ask
        String answer = Peers.output(
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", script);
        assertThat(answer).contains("\"ok\":false", "\"type\":\"permission\"").doesNotContain("disks");
    }

    @Test
    void stopIsAnsweredAndThenDone() throws Exception {
        try (RawControl client = new RawControl(agent.controlSocket())) {
            client.send("{\"op\":\"stop\",\"id\":1}\n");
            assertThat(client.answer().get("ok").getAsBoolean()).isTrue();
            agent.agent().awaitStop();
        }
    }
}
