// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.agent.internal.disks.Fleet;
import org.sectorkeep.agent.internal.json.BadJsonException;
import org.sectorkeep.agent.internal.json.Fields;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.HandedKek;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.HostState;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyState;

/** What a control plane asks of a host: whether it may hold keys, and which. */
final class HostRequests {
    private final AgentConfigFile file;
    private final Fleet fleet;
    private final HostKeys keys;

    /** Which keys are handed over; their bytes come behind the request. */
    private record Announced(KeyId id, KeyState state) {}

    HostRequests(AgentConfigFile file, Fleet fleet, HostKeys keys) {
        this.file = file;
        this.fleet = fleet;
        this.keys = keys;
    }

    JsonObject status() {
        JsonObject object = new JsonObject();
        object.addProperty("trust", HostFields.code(file.config().host().trust()));
        object.addProperty("state", HostFields.code(keys.state()));
        return object;
    }

    /** Takes keys, and opens what waited for them; answers how that went. */
    JsonObject accept(Fields fields, SecretBytes secret) throws IOException, InterruptedException {
        fields.ignore("secretBytes"); // was read
        List<Announced> announced = new ArrayList<>();
        for (Fields each : fields.objects("keys")) {
            KeyId id = keyId(each);
            KeyState state = keyState(each);
            each.requireNoOthers();
            announced.add(new Announced(id, state));
        }
        fields.requireNoOthers();
        if (secret.lengthBytes() != announced.size() * HandedKek.KEY_BYTES) {
            throw new BadJsonException("'secretBytes' is " + secret.lengthBytes() + ", expected " + HandedKek.KEY_BYTES
                    + " for each of " + announced.size() + " keys");
        }
        for (int i = 0; i < announced.size(); i++) {
            SecretBytes key = secret.slice(i * HandedKek.KEY_BYTES, HandedKek.KEY_BYTES);
            keys.accept(Kek.holding(announced.get(i).id(), announced.get(i).state(), key));
        }
        return StatusJson.of(fleet.tryWaiting()); // what stays locked says why
    }

    private static KeyId keyId(Fields fields) throws BadJsonException {
        try {
            return new KeyId(fields.requireText("providerId"), fields.requireText("keyId"));
        } catch (IllegalArgumentException e) {
            throw new BadJsonException(String.valueOf(e.getMessage()));
        }
    }

    private static KeyState keyState(Fields fields) throws BadJsonException {
        String text = fields.requireText("state");
        for (KeyState state : KeyState.values()) {
            if (state.mayUnwrap() && HostFields.code(state).equals(text)) {
                return state;
            }
        }
        throw fields.refused("state", "is none in which a key opens anything");
    }

    JsonObject withdraw(Fields fields) throws IOException {
        List<KeyId> ids = new ArrayList<>();
        for (Fields each : fields.objects("keys")) {
            ids.add(keyId(each));
            each.requireNoOthers();
        }
        fields.requireNoOthers();
        for (KeyId id : ids) {
            keys.letGo(id);
        }
        return new JsonObject();
    }

    /** Makes this host capable of holding keys, or takes that from it; without a state only tells which it has. */
    JsonObject state(Fields fields) throws IOException {
        String wanted = fields.text("state").orElse("");
        fields.requireNoOthers();
        if (!wanted.isEmpty()) {
            become(HostFields.state(fields, wanted));
        }
        JsonObject answer = new JsonObject();
        answer.add("host", status());
        return answer;
    }

    /** What the host is already is written down once more, should that have failed before. */
    private void become(HostState wanted) throws IOException {
        try {
            if (keys.state() != wanted) {
                change(wanted);
            }
        } catch (IllegalStateException e) {
            throw FaultException.refused(
                    "host-state",
                    String.valueOf(e.getMessage()),
                    "the order is incapable, prepared, safe; one that is pending incapable is incapable after a"
                            + " restart");
        }
        file.change(config -> config.with(config.host().with(wanted)));
        fleet.openWaiting();
    }

    private void change(HostState wanted) {
        switch (wanted) {
            case PREPARED -> keys.prepare();
            case SAFE -> keys.makeSafe();
            default -> keys.giveUp();
        }
    }
}
