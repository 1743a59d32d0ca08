// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.sectorkeep.agent.AgentClient;
import org.sectorkeep.engine.DeviceVolume;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.MoveRequest;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.engine.datastore.VolumeWork;
import org.sectorkeep.keys.KeyId;

/** Has the agent rewrite volumes while it serves them. */
final class AgentVolumeWork implements VolumeWork {
    private final AgentTalk talk;
    private final Map<Path, String> exports;

    private AgentVolumeWork(AgentTalk talk, Map<Path, String> exports) {
        this.talk = talk;
        this.exports = exports;
    }

    static AgentVolumeWork of(AgentTalk talk) throws IOException {
        Map<Path, String> exports = new HashMap<>();
        for (JsonElement each : AgentClient.disks(talk.call(AgentTalk.request("status")))) {
            JsonObject disk = each.getAsJsonObject();
            exports.put(
                    Path.of(disk.get("path").getAsString()), disk.get("export").getAsString());
        }
        return new AgentVolumeWork(talk, exports);
    }

    boolean serves(Path descriptor) {
        return exports.containsKey(descriptor);
    }

    private JsonObject request(String op, Path descriptor) {
        JsonObject request = AgentTalk.request(op);
        request.addProperty("disk", Objects.requireNonNull(exports.get(descriptor)));
        return request;
    }

    private JsonObject request(String op, Path descriptor, InPlaceOptions options) {
        JsonObject request = request(op, descriptor);
        request.addProperty("resilience", options.resilience().name().toLowerCase(Locale.ROOT));
        addRate(request, options.maxBytesPerSecond());
        return request;
    }

    private static void addRate(JsonObject request, long bytesPerSecond) {
        if (bytesPerSecond < Long.MAX_VALUE) {
            request.addProperty("maxBytesPerSecond", bytesPerSecond);
        }
    }

    private static void add(JsonObject request, KeyId kek) {
        request.addProperty("provider", kek.providerId());
        request.addProperty("keyId", kek.keyId());
    }

    private static void add(JsonObject request, DeviceVolume.Encryption encryption) {
        add(request, encryption.kek());
        request.addProperty("cipher", encryption.cipher().label());
        request.addProperty("dataUnitBytes", encryption.unit().bytes());
    }

    private void await(JsonObject request, ProgressListener progress) throws IOException {
        Object unused = talk.call(request);
        Object unusedDisk = talk.await(request.get("disk").getAsString(), progress);
    }

    /** What is under way there already is waited for. */
    @Override
    public void requireReady(Path descriptor) throws IOException {
        Object unused = talk.await(Objects.requireNonNull(exports.get(descriptor)), ProgressListener.NONE);
    }

    @Override
    public void encrypt(Path descriptor, DeviceVolume.Encryption encryption, InPlaceOptions options)
            throws IOException {
        JsonObject request = request("encrypt", descriptor, options);
        add(request, encryption);
        await(request, options.progress());
    }

    @Override
    public void decrypt(Path descriptor, InPlaceOptions options) throws IOException {
        await(request("decrypt", descriptor, options), options.progress());
    }

    @Override
    public void rekey(Path descriptor, KeyId kek, InPlaceOptions options) throws IOException {
        JsonObject request = request("rekey", descriptor, options);
        add(request, kek);
        await(request, options.progress());
    }

    @Override
    public void rewrap(Path descriptor, KeyId kek) throws IOException {
        JsonObject request = request("rewrap", descriptor);
        add(request, kek);
        Object unused = talk.call(request);
    }

    @Override
    public void move(MoveRequest move) throws IOException {
        JsonObject request = request("move", move.descriptor());
        request.addProperty("device", move.target().toString());
        move.headerCopy().ifPresent(copy -> request.addProperty("headerCopy", copy.toString()));
        move.encryption().ifPresent(encryption -> add(request, encryption));
        addRate(request, move.maxBytesPerSecond());
        await(request, move.progress());
    }

    /** The agent does so whenever it opens a volume. */
    @Override
    public void followHeader(Path descriptor) {
        // Done already.
    }
}
