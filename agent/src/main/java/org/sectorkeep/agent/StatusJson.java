// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.internal.disks.DiskFacts;
import org.sectorkeep.agent.internal.disks.Operation;
import org.sectorkeep.agent.internal.disks.ServedDisk;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;

/** The state of an agent, as the control protocol writes it. */
final class StatusJson {
    private StatusJson() {}

    static JsonObject all(List<ServedDisk> disks, Collection<HostKeys.CachedKey> keys) {
        JsonObject object = of(disks);
        JsonArray held = new JsonArray();
        keys.forEach(key -> held.add(key(key)));
        object.add("keys", held);
        return object;
    }

    static JsonObject of(List<ServedDisk> disks) {
        JsonArray array = new JsonArray();
        disks.forEach(disk -> array.add(disk(disk.status())));
        JsonObject object = new JsonObject();
        object.add("disks", array);
        return object;
    }

    static JsonObject one(ServedDisk disk) {
        JsonObject object = new JsonObject();
        object.add("disk", disk(disk.status()));
        return object;
    }

    static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static JsonObject disk(ServedDisk.Status status) {
        JsonObject object = DiskFields.write(status.disk());
        object.remove("diskId"); // the expected one; the one that was found follows
        object.addProperty("state", status.state().name().toLowerCase(Locale.ROOT));
        LockReason reason = status.reason();
        object.addProperty("reason", reason == null ? null : reason.code());
        object.addProperty("detail", status.detail().isEmpty() ? null : status.detail());
        object.addProperty("retryInMillis", status.retryMillis() < 0 ? null : status.retryMillis());
        facts(object, status.facts());
        Operation operation = status.operation();
        object.add("operation", operation == null ? JsonNull.INSTANCE : operation(operation));
        return object;
    }

    private static void facts(JsonObject object, @Nullable DiskFacts facts) {
        object.addProperty("capacityBytes", facts == null ? null : facts.capacityBytes());
        object.addProperty("encrypted", facts == null ? null : facts.encrypted());
        KeyId kek = facts == null ? null : facts.kek().orElse(null);
        object.addProperty("providerId", kek == null ? null : kek.providerId());
        object.addProperty("keyId", kek == null ? null : kek.keyId());
        JsonArray needed = new JsonArray();
        if (facts != null) {
            facts.needed().forEach(id -> needed.add(keyId(id)));
        }
        object.add("neededKeys", needed);
        object.addProperty(
                "diskId",
                facts == null ? null : facts.diskId().map(id -> id.hex()).orElse(null));
        object.addProperty("foreignWrites", facts == null ? null : facts.foreignWrites());
    }

    private static JsonObject operation(Operation operation) {
        JsonObject object = new JsonObject();
        object.addProperty("kind", operation.kind().code());
        object.addProperty("state", operation.isRunning() ? "running" : "stopped");
        object.addProperty("doneBytes", operation.doneBytes());
        object.addProperty("totalBytes", operation.totalBytes());
        return object;
    }

    static JsonObject keyId(KeyId id) {
        JsonObject object = new JsonObject();
        object.addProperty("providerId", id.providerId());
        object.addProperty("keyId", id.keyId());
        return object;
    }

    private static JsonObject key(HostKeys.CachedKey key) {
        JsonObject object = keyId(key.id());
        object.addProperty("state", key.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        object.addProperty("ageSeconds", key.age().toSeconds());
        object.addProperty("users", key.users());
        return object;
    }
}
