// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are encrypted, decrypted and rekeyed in place while clients use them. */
@Timeout(120)
class AgentOperationTest {
    private static final int BLOCK_BYTES = 4096;

    @TempDir
    private Path folder;

    private final MemoryKeys keys = new MemoryKeys();
    private final byte[] model = TestAgent.content();
    private final Random random = new Random(3);

    private static JsonObject slowly(String op) {
        JsonObject request = AgentClient.request(op);
        request.addProperty("disk", "web");
        request.addProperty("maxBytesPerSecond", 12 << 20);
        return request;
    }

    private void write(TestNbd client) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        random.nextBytes(block);
        int offset = random.nextInt(model.length / BLOCK_BYTES) * BLOCK_BYTES;
        assertThat(client.write(offset, block)).isZero();
        System.arraycopy(block, 0, model, offset, BLOCK_BYTES);
    }

    private void requireModel(TestNbd client) throws IOException {
        byte[] read = new byte[model.length];
        assertThat(client.read(0, read)).isZero();
        assertThat(Arrays.equals(read, model)).isTrue();
    }

    @Test
    void aDiskIsRekeyedDecryptedAndEncryptedWhileAClientWritesToIt() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            try (TestNbd client = agent.connect("web")) {
                String before = agent.status("web").get("keyId").getAsString();
                for (String op : new String[] {"rekey", "decrypt", "encrypt"}) {
                    agent.call(op, "web");
                    do {
                        write(client);
                    } while (!agent.status("web").get("operation").isJsonNull());
                    assertThat(agent.status("web").get("encrypted").getAsBoolean())
                            .isEqualTo(!op.equals("decrypt"));
                    requireModel(client);
                }
                assertThat(agent.status("web").get("keyId").getAsString()).isNotEqualTo(before);
                assertThat(agent.call("status", "").getAsJsonArray("keys"))
                        .as("the KEKs of what the disk was are gone")
                        .hasSize(1);
            }
        }
    }

    @Test
    void anOperationIsSuspendedAndResumedAndOthersAreRefusedMeanwhile() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            try (TestNbd client = agent.connect("web")) {
                JsonObject begun = agent.call(slowly("rekey")).getAsJsonObject("disk");
                assertThat(begun.getAsJsonObject("operation").get("kind").getAsString())
                        .isEqualTo("rekey");
                agent.call("suspend", "web");
                assertThat(agent.status("web")
                                .getAsJsonObject("operation")
                                .get("state")
                                .getAsString())
                        .isEqualTo("stopped");
                write(client);
                requireModel(client);
                assertThatThrownBy(() -> agent.call("decrypt", "web"))
                        .isInstanceOfSatisfying(
                                FaultException.class,
                                e -> assertThat(e.fault().type()).isEqualTo("operation-unfinished"));
                agent.call("resume", "web");
                agent.await("web", "operation", "null");
                requireModel(client);
                assertThatThrownBy(() -> agent.call("resume", "web"))
                        .isInstanceOfSatisfying(
                                FaultException.class,
                                e -> assertThat(e.fault().type()).isEqualTo("no-operation"));
            }
        }
    }

    @Test
    void aLockStopsAnOperationAndAnUnlockGoesOnWithIt() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            try (TestNbd client = agent.connect("web")) {
                agent.call(slowly("rekey"));
                write(client);
                agent.call("lock", "");
                assertThat(client.flush()).isNotZero();
                assertThat(agent.status("web").get("reason").getAsString()).isEqualTo("by-command");
                agent.call("unlock", "");
                write(client);
                agent.await("web", "operation", "null");
                requireModel(client);
            }
        }
    }

    @Test
    void anAgentThatWasStoppedInAnOperationGoesOnWithItByItselfWhenItsKeysAreThere() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            agent.call(slowly("rekey"));
        }
        keys.fail(org.sectorkeep.keys.KeyUnavailableException.Reason.PROVIDER_UNREACHABLE);
        try (TestAgent restarted = TestAgent.start(folder, keys)) {
            restarted.await("web", "reason", "provider-unreachable");
            keys.work();
            restarted.await("web", "state", "served");
            try (TestNbd client = restarted.connect("web")) {
                write(client);
                restarted.await("web", "operation", "null");
                requireModel(client);
            }
        }
    }

    @Test
    void anUnfinishedOperationOnAnotherDiskThanTheOneThatIsMeantIsNotGoneOnWith() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        Path other = TestAgent.encryptedDisk(folder, "other", keys);
        JsonObject request = AgentClient.request("serve");
        request.addProperty("path", disk.toString());
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", other.toString());
            request.add("diskId", agent.status("other").get("diskId"));
            agent.call("unserve", "other");
            agent.call("serve", disk.toString());
            agent.call(slowly("rekey"));
            agent.call("unserve", "web");
            agent.call(request);
            JsonObject status = agent.status("web");
            assertThat(status.get("reason").getAsString()).isEqualTo("wrong-disk");
            agent.call("unserve", "web");
            request.remove("diskId");
            agent.call(request);
            agent.await("web", "operation", "null");
        }
    }

    @Test
    void anOperationThatIsRefusedLeavesTheDiskServedAndMakesNoKey() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            try (TestNbd client = agent.connect("web")) {
                assertThatThrownBy(() -> agent.call("encrypt", "web"))
                        .isInstanceOfSatisfying(
                                FaultException.class,
                                e -> assertThat(e.fault().type()).isEqualTo("already-encrypted"));
                requireModel(client);
                assertThat(agent.call("status", "").getAsJsonArray("keys")).hasSize(1);
            }
        }
    }
}
