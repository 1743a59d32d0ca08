// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sectorkeep.agent.AgentClient;
import org.sectorkeep.keys.HandedKek;
import org.sectorkeep.keys.HeldKeys;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyUnavailableException;

/** The control plane's part of standard trust: gets keys from their providers and hands them to an agent. */
final class AgentDelivery {
    private final AgentTalk talk;
    private final HostKeys keys;

    AgentDelivery(AgentTalk talk, HostKeys keys) {
        this.talk = talk;
        this.keys = keys;
    }

    /** Whether the agent asks nobody for keys. */
    static boolean isWanted(AgentTalk talk) throws IOException {
        JsonObject host = talk.call(AgentTalk.request("host")).getAsJsonObject("host");
        return host.get("trust").getAsString().equals("standard");
    }

    /** The keys without which the disks of an answer cannot be opened. */
    static Set<KeyId> needed(JsonObject answer) {
        Set<KeyId> ids = new LinkedHashSet<>();
        for (JsonElement disk : AgentClient.disks(answer)) {
            for (JsonElement each : disk.getAsJsonObject().getAsJsonArray("neededKeys")) {
                JsonObject key = each.getAsJsonObject();
                ids.add(new KeyId(
                        key.get("providerId").getAsString(), key.get("keyId").getAsString()));
            }
        }
        return ids;
    }

    /** Hands keys over, all that can be had, before it fails for one that cannot; answers the disks that waited for keys. */
    JsonArray deliver(Collection<KeyId> ids) throws IOException {
        List<HandedKek> onTheirWay = new ArrayList<>();
        try (HeldKeys held = keys.hold(ids)) {
            List<KeyUnavailableException> failures =
                    new ArrayList<>(held.failures().values());
            for (KeyId id : held.ids()) {
                try {
                    onTheirWay.add(keys.copyForHandover(id));
                } catch (KeyUnavailableException e) {
                    failures.add(e);
                }
            }
            JsonArray disks = talk.handOver(onTheirWay);
            if (!failures.isEmpty()) {
                throw failures.get(0);
            }
            return disks;
        } finally {
            onTheirWay.forEach(HandedKek::close);
        }
    }

    /** Makes the KEK that a request asks for, hands it over, and names it in the request. */
    void deliverFor(JsonObject request, String ownProvider) throws IOException {
        JsonElement named = request.get("provider");
        String provider = named == null || named.isJsonNull() ? ownProvider : named.getAsString();
        JsonElement existing = request.get("keyId");
        KeyId id = existing == null || existing.isJsonNull()
                ? keys.createKek(provider)
                : new KeyId(provider, existing.getAsString());
        JsonArray unused = deliver(List.of(id));
        request.addProperty("provider", id.providerId());
        request.addProperty("keyId", id.keyId());
    }
}
