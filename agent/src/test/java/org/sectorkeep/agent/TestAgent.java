// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import com.google.gson.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.DiskEncryption;
import org.sectorkeep.engine.EncryptRequest;
import org.sectorkeep.engine.Overwrite;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;

/** An agent in this process, in a folder of its own, that tries again soon. */
final class TestAgent implements Closeable {
    static final int CAPACITY_BYTES = 12 << 20;
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String RETRY_SOON = """
            {"version": 1, "retry": {"firstMillis": 10, "mostMillis": 40}%s}""";

    final MemoryKeys keys;
    final List<String> log = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final Agent agent;

    private TestAgent(Path folder, MemoryKeys keys) throws IOException {
        this.folder = folder;
        this.keys = keys;
        AgentConfigFile file = AgentConfigFile.read(folder.resolve("agent.json"), folder);
        this.agent = Agent.start(file, file.config().control(), keys, TestAgent::words, log::add);
    }

    static Fault words(Exception failure) {
        return new Fault("", String.valueOf(failure.getMessage()), null, 1);
    }

    /** Writes the configuration, with more of it behind a comma perhaps. */
    static void configure(Path folder, String more) throws IOException {
        Files.writeString(folder.resolve("agent.json"), RETRY_SOON.formatted(more));
    }

    static TestAgent start(Path folder, MemoryKeys keys) throws IOException {
        if (!Files.exists(folder.resolve("agent.json"))) {
            configure(folder, "");
        }
        return new TestAgent(folder, keys);
    }

    /** An encrypted flat disk of random content. */
    static Path encryptedDisk(Path folder, String name, MemoryKeys keys) throws IOException {
        Path disk = folder.resolve(name + ".vmdk");
        Path raw = Files.write(folder.resolve(name + ".source"), content());
        try (HostKeys host = keys.hostKeys()) {
            new DiskEncryption(host)
                    .encrypt(new EncryptRequest(
                            raw,
                            disk,
                            MemoryKeys.ID,
                            Optional.empty(),
                            XtsCipher.AES_XTS_256,
                            DataUnit.BYTES_512,
                            Optional.of(CreateType.MONOLITHIC_FLAT),
                            Overwrite.REFUSE,
                            ProgressListener.NONE));
        }
        Files.delete(raw);
        return disk;
    }

    /** What a new disk holds. */
    static byte[] content() {
        byte[] bytes = new byte[CAPACITY_BYTES];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    Path controlSocket() {
        return folder.resolve("agent.sock");
    }

    Agent agent() {
        return agent;
    }

    /** Asks for something about a disk; without one about all, or none. */
    JsonObject call(String op, String disk) throws IOException {
        JsonObject request = AgentClient.request(op);
        if (!disk.isEmpty()) {
            request.addProperty(op.equals("serve") ? "path" : "disk", disk);
        }
        return call(request);
    }

    JsonObject call(JsonObject request) throws IOException {
        try (AgentClient client = AgentClient.connect(controlSocket())) {
            return client.call(request, PATIENCE);
        }
    }

    /** What the agent says of a disk. */
    JsonObject status(String disk) throws IOException {
        return call("status", disk).getAsJsonObject("disk");
    }

    /** Waits until a field of a disk's status has a value. */
    void await(String disk, String field, String value) throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!status(disk).get(field).toString().replace("\"", "").equals(value)) {
            if (System.nanoTime() > endNanos) {
                throw new AssertionError("'" + field + "' is not '" + value + "' but " + status(disk));
            }
            Thread.sleep(5);
        }
    }

    TestNbd connect(String export) throws IOException {
        return TestNbd.connect(folder.resolve("nbd.sock"), export);
    }

    @Override
    public void close() throws IOException {
        agent.close();
    }
}
