// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.keys.HandedKek;
import org.sectorkeep.keys.KeyDelivery;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** How an agent comes to keys: from a control plane, by itself in as few calls as there can be, or from its sealed cache. */
@Timeout(120)
class AgentHostTest {
    private static final String STANDARD = ", \"host\": {\"trust\": \"standard\"}";

    @TempDir
    private Path folder;

    private final MemoryKeys keys = new MemoryKeys();

    private KeyDelivery delivery() {
        return new AgentKeyDelivery(Map.of("host", folder.resolve("agent.sock")), TestAgent.PATIENCE);
    }

    private void deliver(int number) throws IOException {
        KeyId id = new KeyId(MemoryKeys.ID, "kek-" + number);
        try (HandedKek handed = new HandedKek(id, KeyState.ACTIVE, keys.copyOf(id))) {
            delivery().deliver("host", List.of(handed));
        }
    }

    private static void assertReason(TestAgent agent, String disk, String reason) throws IOException {
        JsonObject status = agent.status(disk);
        assertThat(status.get("state").getAsString()).isEqualTo("locked");
        assertThat(status.get("reason").getAsString()).isEqualTo(reason);
    }

    @Test
    void underStandardTrustADiskIsLockedUntilTheControlPlaneHandsItsKeyOverAlsoAfterARestart() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        TestAgent.configure(folder, STANDARD);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            assertReason(agent, "web", "missing-in-cache");
            assertThat(agent.status("web").getAsJsonArray("neededKeys").toString())
                    .contains("kek-1");
            deliver(1);
            assertThat(agent.status("web").get("state").getAsString()).isEqualTo("served");
            try (TestNbd client = agent.connect("web")) {
                assertThat(client.read(0, new byte[512])).isZero();
            }
            JsonObject host = agent.call("status", "").getAsJsonObject("host");
            assertThat(host.get("trust").getAsString()).isEqualTo("standard");
            assertThat(host.get("state").getAsString()).isEqualTo("safe");
        }
        int asked = keys.fetches.get();
        try (TestAgent restarted = TestAgent.start(folder, keys)) {
            restarted.await("web", "reason", "missing-in-cache");
            deliver(1);
            restarted.await("web", "state", "served");
            assertThat(keys.fetches).as("the host itself asks nobody").hasValue(asked);
            assertThat(String.join("\n", restarted.log)).contains("missing in cache", "serving");
        }
    }

    @Test
    void aKeyThatIsTakenBackGoesWhenNothingUsesItAndALockForgetsWhatWasHandedOver() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        TestAgent.configure(folder, STANDARD);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            deliver(1);
            delivery().withdraw("host", List.of(new KeyId(MemoryKeys.ID, "kek-1")));
            assertThat(agent.status("web").get("state").getAsString()).isEqualTo("served");
            agent.call("lock", "web");
            assertThat(agent.call("status", "").getAsJsonArray("keys")).isEmpty();
            assertThatThrownBy(() -> agent.call("unlock", "web")).hasMessageContaining("missing in cache");
            deliver(1);
            assertThat(agent.status("web").get("state").getAsString()).isEqualTo("served");
            agent.call("lock", "");
            assertThat(agent.call("status", "").getAsJsonArray("keys")).isEmpty();
            assertThatThrownBy(() -> deliver(1)).hasMessageContaining("locked");
            assertThatThrownBy(() -> agent.call("unlock", "web")).hasMessageContaining("missing in cache");
            deliver(1);
            agent.await("web", "state", "served");
        }
    }

    @Test
    void aHostThatMayHoldNoKeysGetsNoneAndOneThatIsMadeSafeOpensItsDisks() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        TestAgent.configure(folder, ", \"host\": {\"state\": \"incapable\"}");
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            assertReason(agent, "web", "missing-in-cache");
            assertThat(agent.status("web").get("detail").getAsString()).contains("incapable");
            assertThatThrownBy(() -> deliver(1))
                    .hasMessageContaining("no permission")
                    .hasMessageContaining("incapable");
            assertThatThrownBy(() -> host(agent, "safe"))
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            e -> assertThat(e.fault().type()).isEqualTo("host-state"));
            host(agent, "prepared");
            host(agent, "safe");
            agent.await("web", "state", "served");
            assertThat(host(agent, "incapable")).isEqualTo("pending-incapable");
            try (TestNbd client = agent.connect("web")) {
                assertThat(client.read(0, new byte[512])).isZero();
            }
        }
        try (TestAgent restarted = TestAgent.start(folder, keys)) {
            restarted.await("web", "reason", "missing-in-cache");
            assertThat(host(restarted, "")).isEqualTo("incapable");
        }
    }

    private static String host(TestAgent agent, String state) throws IOException {
        JsonObject request = AgentClient.request("host");
        if (!state.isEmpty()) {
            request.addProperty("state", state);
        }
        return agent.call(request).getAsJsonObject("host").get("state").getAsString();
    }

    @Test
    void aRestartFetchesTheKeysOfAllDisksInOneCallAndSoDoesAProviderThatIsBack() throws Exception {
        int count = 5;
        List<String> disks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path disk = TestAgent.encryptedDisk(folder, "d" + i, keys);
            disks.add("{\"path\": \"" + disk + "\"}");
        }
        TestAgent.configure(folder, ", \"disks\": [" + String.join(", ", disks) + "]");
        keys.fetches.set(0);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            awaitAll(agent, count);
            assertThat(keys.fetches).hasValue(1);
            assertThat(agent.call("status", "").getAsJsonArray("keys")).hasSize(count);
            agent.call("lock", "");
            keys.fetches.set(0);
            agent.call("unlock", "");
            assertThat(keys.fetches).hasValue(1);
        }
        keys.fail(Reason.PROVIDER_UNREACHABLE);
        keys.fetches.set(0);
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            for (int i = 0; i < count; i++) {
                agent.await("d" + i, "reason", "provider-unreachable");
            }
            keys.work();
            awaitAll(agent, count);
        }
    }

    private static void awaitAll(TestAgent agent, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            agent.await("d" + i, "state", "served");
        }
    }

    @Test
    void aSealedCacheOpensDisksAfterARestartWhileTheProviderIsDown() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        TestAgent.configure(
                folder,
                ", \"host\": {\"sealedCache\": {\"hours\": 4, \"keyFile\": \"" + folder.resolve("seal.key") + "\"}}");
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            assertThat(Files.readString(folder.resolve("agent.json"))).contains("\"hours\": 4", "seal.key");
        }
        keys.fail(Reason.PROVIDER_UNREACHABLE);
        try (TestAgent restarted = TestAgent.start(folder, keys)) {
            restarted.await("web", "state", "served");
            assertThat(String.join("\n", restarted.log)).contains("is from the sealed cache of this host");
            restarted.call("lock", "");
            assertThatThrownBy(() -> restarted.call("unlock", "")).hasMessageContaining("provider unreachable");
        }
    }

    @Test
    void aCacheThatCannotBeOpenedCostsAWarningAndNothingElse() throws Exception {
        Path disk = TestAgent.encryptedDisk(folder, "web", keys);
        TestAgent.configure(
                folder,
                ", \"host\": {\"sealedCache\": {\"hours\": 4, \"token\": {\"library\": \"/nowhere/p11.so\","
                        + " \"pinFile\": \""
                        + Files.writeString(folder.resolve("pin"), "1234\n") + "\"}}}");
        try (TestAgent agent = TestAgent.start(folder, keys)) {
            agent.call("serve", disk.toString());
            assertThat(agent.status("web").get("state").getAsString()).isEqualTo("served");
            assertThat(String.join("\n", agent.log))
                    .contains("warning: there is no sealed key cache", "/nowhere/p11.so")
                    .doesNotContain("1234");
        }
    }

    @Test
    void whatIsSaidOfKeysMustFitTheirBytesAndTheNextRequestIsHeardAllTheSame() throws Exception {
        try (TestAgent agent = TestAgent.start(folder, keys);
                RawControl control = new RawControl(agent.controlSocket())) {
            String key = "{\"providerId\": \"p\", \"keyId\": \"k\", \"state\": \"%s\"}";
            String request = "{\"op\": \"accept\", \"secretBytes\": %d, \"keys\": [%s]}\n";
            control.send(request.formatted(31, key.formatted("active")));
            control.send("x".repeat(31));
            assertThat(error(control)).contains("'secretBytes' is 31, expected 32 for each of 1 keys");
            control.send(request.formatted(32, key.formatted("destroyed")) + "y".repeat(32));
            assertThat(error(control)).contains("'keys[0].state'");
            control.send("{\"op\": \"status\", \"secretBytes\": 5}\nzzzzz");
            assertThat(error(control)).contains("unknown key 'secretBytes'");
            control.send("{\"op\": \"accept\", \"secretBytes\": 65537, \"keys\": []}\n");
            assertThat(error(control)).contains("'secretBytes' is not a whole number from 0 to 65536");
            control.send(request.formatted(32, key.formatted("active")) + "k".repeat(32) + "{\"op\": \"status\"}\n");
            assertThat(control.answer().get("ok").getAsBoolean()).isTrue();
            String status = control.answer().toString();
            assertThat(status).contains("\"keyId\":\"k\"").doesNotContain("kkkk");
            control.send(request.formatted(32, key.formatted("active")).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String error(RawControl control) throws IOException {
        return control.answer().getAsJsonObject("error").get("message").getAsString();
    }
}
