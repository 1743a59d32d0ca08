// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.sectorkeep.agent.Agent;
import org.sectorkeep.agent.AgentClient;
import org.sectorkeep.agent.AgentConfigFile;
import org.sectorkeep.agent.AgentKeys;
import org.sectorkeep.agent.Fault;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.KeyProviders;
import org.sectorkeep.keys.KeyServerListener;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.PassphraseSource;

/** An agent in this process, over the key providers of a home: its end is a host's reboot, but for its memory's content. */
final class TestAgent implements Closeable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final List<String> log = new CopyOnWriteArrayList<>();
    private final Path socket;
    private final Agent agent;

    private TestAgent(Path home) throws IOException {
        AgentConfigFile file = AgentConfigFile.read(home.resolve("agent.json"), home);
        KeyProviders providers = KeyProviders.open(home);
        this.socket = file.config().control();
        this.agent = Agent.start(
                file,
                socket,
                new AgentKeys() {
                    @Override
                    public KeyProvider open(String providerId, KeyServerListener listener)
                            throws KeyUnavailableException {
                        return providers.open(providerId, PassphraseSource.none(), log::add, listener);
                    }

                    @Override
                    public String defaultProvider() throws IOException {
                        return providers.defaultOrCreateLocal().provider().name();
                    }
                },
                failure -> new Fault("", String.valueOf(failure.getMessage()), null, ExitCode.FAILED),
                log::add);
    }

    static TestAgent start(Path home) throws IOException {
        return new TestAgent(home);
    }

    JsonObject call(String op, String disk) throws IOException {
        JsonObject request = AgentClient.request(op);
        if (!disk.isEmpty()) {
            request.addProperty("disk", disk);
        }
        try (AgentClient client = AgentClient.connect(socket)) {
            return client.call(request, PATIENCE);
        }
    }

    /** Waits until a disk is served, or locked for a reason. */
    void await(String disk, String stateOrReason) throws IOException, InterruptedException {
        awaitAll(each -> !each.get("export").getAsString().equals(disk)
                || stateOrReason.equals(each.get("state").getAsString())
                || each.get("reason").toString().equals("\"" + stateOrReason + "\""));
    }

    /** Waits until something holds of all disks. */
    void awaitAll(Predicate<JsonObject> condition) throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonObject status = call("status", "");
            boolean holds = true;
            for (JsonElement each : AgentClient.disks(status)) {
                holds &= condition.test(each.getAsJsonObject());
            }
            if (holds) {
                return;
            } else if (System.nanoTime() > endNanos) {
                throw new AssertionError("waited in vain: " + status + String.join("\n", log));
            }
            Thread.sleep(50);
        }
    }

    @Override
    public void close() throws IOException {
        agent.close();
    }
}
