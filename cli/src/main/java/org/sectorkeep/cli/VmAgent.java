// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sectorkeep.agent.AgentClient;
import org.sectorkeep.agent.Fault;
import org.sectorkeep.agent.FaultException;
import org.sectorkeep.agent.LockReason;
import org.sectorkeep.engine.vm.VmInfo;
import org.sectorkeep.keys.KeyId;

/** The disks of a machine as an agent serves them. */
final class VmAgent {
    private VmAgent() {}

    /** Says the same of each of them. */
    static int tell(Context context, AgentOptions agent, KeyOptions keyOptions, Path machine, String op)
            throws IOException {
        VmInfo info = VmInfo.read(machine);
        Set<Path> disks = new HashSet<>();
        for (VmInfo.Device device : info.devices()) { // a disk that is served cannot be looked into
            if (Files.exists(device.path())) {
                disks.add(device.path().toRealPath());
            }
        }
        try (AgentTalk talk = agent.talk(context)) {
            List<String> exports = exports(talk.call(AgentTalk.request("status")), disks);
            if (exports.isEmpty()) {
                throw new FaultException(new Fault(
                        "not-served",
                        "the agent serves no disk of '" + info.vmx() + "'",
                        "let it: sectorkeep agent serve DISK; keys of a machine that nobody serves are nowhere in"
                                + " memory",
                        ExitCode.REFUSED));
            }
            if (op.equals("unlock") && AgentDelivery.isWanted(talk)) {
                deliver(context, keyOptions, talk, exports);
            }
            for (String export : exports) {
                JsonObject request = AgentTalk.request(op);
                request.addProperty("disk", export);
                talk.printDisks(talk.call(request));
            }
        }
        return ExitCode.DONE;
    }

    /** Under standard trust an agent gets keys from nobody but us. */
    private static void deliver(Context context, KeyOptions keyOptions, AgentTalk talk, List<String> exports)
            throws IOException {
        context.prepareForKeys();
        if (talk.call(AgentTalk.request("status")).get("keysLocked").getAsBoolean()) {
            unlockFirst(talk, exports.get(0));
        }
        Set<KeyId> needed = new LinkedHashSet<>();
        for (String export : exports) {
            JsonObject request = AgentTalk.request("status");
            request.addProperty("disk", export);
            needed.addAll(AgentDelivery.needed(talk.tried(request)));
        }
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            JsonArray unused = new AgentDelivery(talk, ring.keys()).deliver(needed);
        }
    }

    /** An agent whose keys were all locked takes none before it is told to unlock, which cannot succeed yet. */
    private static void unlockFirst(AgentTalk talk, String export) throws IOException {
        JsonObject request = AgentTalk.request("unlock");
        request.addProperty("disk", export);
        try {
            JsonObject unused = talk.call(request);
        } catch (FaultException e) {
            if (!e.fault().type().equals(LockReason.MISSING_IN_CACHE.code())) {
                throw e;
            }
        }
    }

    private static List<String> exports(JsonObject status, Set<Path> disks) throws IOException {
        List<String> exports = new ArrayList<>();
        for (JsonElement each : AgentClient.disks(status)) {
            JsonObject disk = each.getAsJsonObject();
            Path path = Path.of(disk.get("path").getAsString());
            if (Files.exists(path) && disks.contains(path.toRealPath())) {
                exports.add(disk.get("export").getAsString());
            }
        }
        return exports;
    }
}
