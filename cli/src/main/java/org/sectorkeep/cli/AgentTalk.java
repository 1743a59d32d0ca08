// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.AgentClient;
import org.sectorkeep.agent.AgentConfigFile;
import org.sectorkeep.agent.Fault;
import org.sectorkeep.agent.FaultException;
import org.sectorkeep.agent.LockReason;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.keys.HandedKek;

/** A conversation with a running agent, for one command. */
final class AgentTalk implements AutoCloseable {
    /** Longer than any deadline of a key provider or of a lock: the agent is the first to give up. */
    private static final Duration PATIENCE = Duration.ofMinutes(21);

    private static final long POLL_MILLIS = 200;
    private static final int MOST_POLLS = 300;

    private final Context context;
    private final AgentClient client;

    private AgentTalk(Context context, AgentClient client) {
        this.context = context;
        this.client = client;
    }

    static AgentTalk open(Context context, @Nullable Path config, @Nullable Path socket) throws IOException {
        return new AgentTalk(
                context,
                AgentClient.connect(
                        socket != null
                                ? socket.toAbsolutePath()
                                : configFile(context, config).config().control()));
    }

    static AgentConfigFile configFile(Context context, @Nullable Path config) throws IOException {
        Path home = context.home();
        return AgentConfigFile.read(config != null ? config : home.resolve("agent.json"), home);
    }

    static JsonObject request(String op) {
        return AgentClient.request(op);
    }

    static JsonObject serveRequest(Path disk, @Nullable String export, boolean readOnly) {
        JsonObject request = request("serve");
        request.addProperty("path", disk.toAbsolutePath().toString());
        request.addProperty("export", export);
        request.addProperty("readOnly", readOnly);
        return request;
    }

    JsonObject call(JsonObject request) throws IOException {
        return client.call(request, PATIENCE);
    }

    /** What the agent says of a disk, or of all, once it has tried each of them: one that was just started may not have yet. */
    JsonObject tried(JsonObject request) throws IOException {
        JsonObject answer = call(request);
        for (int left = MOST_POLLS; left > 0 && isUntried(answer); left--) {
            pause();
            answer = call(request);
        }
        return answer;
    }

    private static boolean isUntried(JsonObject answer) {
        for (JsonElement disk : AgentClient.disks(answer)) {
            if (text(disk.getAsJsonObject(), "reason").equals(LockReason.NOT_TRIED_YET.code())) {
                return true;
            }
        }
        return false;
    }

    /** Hands keys over; answers the disks that waited for keys. */
    JsonArray handOver(List<HandedKek> keys) throws IOException {
        return client.handOver(keys, PATIENCE);
    }

    /** What became of the disks that a request was about. */
    void printDisks(JsonObject answer) {
        AgentClient.disks(answer).forEach(disk -> context.note(line(disk.getAsJsonObject())));
    }

    void printDisks(JsonArray disks) {
        disks.forEach(disk -> context.note(line(disk.getAsJsonObject())));
    }

    void printStatus(JsonObject answer) {
        AgentClient.disks(answer).forEach(disk -> context.terminal().result(line(disk.getAsJsonObject())));
        JsonElement keys = answer.get("keys");
        if (keys != null) {
            keys.getAsJsonArray().forEach(key -> context.terminal().result(keyLine(key.getAsJsonObject())));
        }
    }

    private static String line(JsonObject disk) {
        String name = "'" + text(disk, "export") + "' ";
        String state = text(disk, "state");
        if (!state.equals("served")) {
            String detail = text(disk, "detail");
            String retry = disk.get("retryInMillis").isJsonNull()
                    ? ""
                    : ", tried again in "
                            + Sizes.duration((disk.get("retryInMillis").getAsLong() + 999) / 1000);
            return name + "is locked: "
                    + (detail.isEmpty() ? text(disk, "reason").replace('-', ' ') : detail) + retry;
        }
        String key = disk.get("encrypted").getAsBoolean()
                ? ", key " + text(disk, "keyId") + " of " + text(disk, "providerId")
                : ", not encrypted";
        return name + "is served: '" + text(disk, "path") + "', "
                + Sizes.bytes(disk.get("capacityBytes").getAsLong()) + key
                + (disk.get("readOnly").getAsBoolean() ? ", read-only" : "") + operation(disk.get("operation"));
    }

    private static String operation(JsonElement found) {
        if (!(found instanceof JsonObject operation)) {
            return "";
        }
        long total = operation.get("totalBytes").getAsLong();
        long percent = total == 0 ? 0 : 100 * operation.get("doneBytes").getAsLong() / total;
        return ", " + text(operation, "kind") + " " + text(operation, "state") + " at " + percent + " %";
    }

    private static String keyLine(JsonObject key) {
        return "key " + text(key, "keyId") + " of " + text(key, "providerId") + ", "
                + Sizes.duration(key.get("ageSeconds").getAsLong()) + " old";
    }

    private static String text(JsonObject object, String name) {
        JsonElement found = object.get(name);
        return found == null || found.isJsonNull() ? "" : found.getAsString();
    }

    /** Shows how far an operation is until it ends, and how it ended. */
    int follow(JsonObject request, String disk) throws IOException {
        try (ProgressMeter meter = context.progress()) {
            JsonObject found = await(disk, meter);
            context.note(text(request, "op") + " in place is done: " + line(found));
            return ExitCode.DONE;
        }
    }

    /** Waits until nothing is done to a disk any more; answers what it is then. */
    JsonObject await(String disk, ProgressListener listener) throws IOException {
        JsonObject asked = request("status");
        asked.addProperty("disk", disk);
        while (true) {
            JsonObject found = AgentClient.disks(call(asked)).get(0).getAsJsonObject();
            if (!text(found, "state").equals("served")) {
                throw stopped(line(found));
            }
            if (!(found.get("operation") instanceof JsonObject operation)) {
                return found;
            }
            if (!text(operation, "state").equals("running")) {
                throw stopped(line(found));
            }
            listener.progress(
                    operation.get("doneBytes").getAsLong(),
                    operation.get("totalBytes").getAsLong());
            pause();
        }
    }

    private static FaultException stopped(String line) {
        return new FaultException(new Fault(
                "operation-stopped",
                "the operation was stopped: " + line,
                "nothing is lost: it goes on when the disk is unlocked, or with sectorkeep agent resume",
                ExitCode.UNFINISHED));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Tells the agent to stop and waits until it has. */
    void stop() throws IOException {
        call(request("stop"));
        client.awaitEnd(PATIENCE);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
