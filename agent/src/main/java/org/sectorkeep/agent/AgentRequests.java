// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sectorkeep.agent.internal.control.ControlServer;
import org.sectorkeep.agent.internal.disks.Fleet;
import org.sectorkeep.agent.internal.disks.Operation;
import org.sectorkeep.agent.internal.disks.ServedDisk;
import org.sectorkeep.agent.internal.json.BadJsonException;
import org.sectorkeep.agent.internal.json.Fields;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.HostKeys;

/** What each request of the control protocol does. */
final class AgentRequests implements ControlServer.Requests {
    private static final int VERSION = 1;
    private static final String STOP = "stop";

    private final Agent agent;
    private final AgentConfigFile file;
    private final Fleet fleet;
    private final HostKeys keys;
    private final AgentKeys source;
    private final Map<String, Op> ops = Map.ofEntries(
            Map.entry("hello", this::hello),
            Map.entry("status", this::status),
            Map.entry("serve", this::serve),
            Map.entry("unserve", this::unserve),
            Map.entry("lock", this::lock),
            Map.entry("unlock", this::unlock),
            Map.entry("encrypt", fields -> operate(Operation.Kind.ENCRYPT, fields)),
            Map.entry("decrypt", fields -> operate(Operation.Kind.DECRYPT, fields)),
            Map.entry("rekey", fields -> operate(Operation.Kind.REKEY, fields)),
            Map.entry("move", fields -> operate(Operation.Kind.MOVE, fields)),
            Map.entry("rewrap", this::rewrap),
            Map.entry("suspend", this::suspend),
            Map.entry("resume", this::resume),
            Map.entry("withdraw", fields -> host().withdraw(fields)),
            Map.entry("host", fields -> host().state(fields)),
            Map.entry(STOP, this::stop));

    private interface Op {
        JsonObject run(Fields fields) throws IOException, InterruptedException, TimeoutException;
    }

    AgentRequests(Agent agent, AgentConfigFile file, Fleet fleet, HostKeys keys, AgentKeys source) {
        this.agent = agent;
        this.file = file;
        this.fleet = fleet;
        this.keys = keys;
        this.source = source;
    }

    @Override
    public JsonObject answer(JsonObject request, SecretBytes secret)
            throws IOException, InterruptedException, TimeoutException {
        Fields fields = new Fields("", request);
        String name = fields.requireText("op");
        Op op = name.equals("accept") ? all -> host().accept(all, secret) : ops.get(name);
        if (op == null) {
            throw FaultException.usage("unknown-op", "there is no request '" + name + "'", "docs/agent.md lists all");
        }
        fields.ignore("id"); // was checked
        long version = fields.number("version", 0, Integer.MAX_VALUE, VERSION);
        if (version != VERSION) {
            throw FaultException.usage(
                    "version", "version " + version + " of the protocol is not spoken here", "this agent speaks 1");
        }
        if (agent.isClosing()) {
            throw FaultException.failed("stopping", "the agent is stopping", "start it again");
        }
        return op.run(fields);
    }

    @Override
    public Fault fault(Exception failure) {
        if (failure instanceof FaultException refused) {
            return refused.fault();
        } else if (failure instanceof IllegalArgumentException mistake) {
            return new Fault(
                    "bad-request", String.valueOf(mistake.getMessage()), "docs/agent.md lists all requests", 2);
        } else if (failure instanceof TimeoutException) {
            return new Fault("deadline", "not done in time; it goes on", "sectorkeep agent status tells when it is", 1);
        } else if (failure instanceof AgentConfigException changed) {
            return new Fault("config", String.valueOf(changed.getMessage()), "restart the agent to read it", 4);
        }
        Fault words = agent.words().describe(failure);
        String type = failure instanceof IOException io ? LockReason.of(io).code() : "fault";
        return new Fault(type, words.message(), words.hintOrNull(), words.exitCode());
    }

    @Override
    public void answered(JsonObject request) {
        if (new JsonPrimitive(STOP).equals(request.get("op"))) {
            agent.requestStop();
        }
    }

    private HostRequests host() {
        return new HostRequests(file, fleet, keys);
    }

    private JsonObject hello(Fields fields) throws BadJsonException {
        fields.requireNoOthers();
        JsonObject answer = new JsonObject();
        answer.addProperty("program", "sectorkeep agent");
        answer.addProperty("version", VERSION);
        answer.addProperty("pid", ProcessHandle.current().pid());
        return answer;
    }

    private JsonObject status(Fields fields) throws IOException {
        Optional<String> name = fields.text("disk");
        fields.requireNoOthers();
        if (name.isPresent()) {
            return StatusJson.one(find(name.get()));
        }
        JsonObject answer = StatusJson.all(fleet.all(), keys.cachedKeys());
        answer.addProperty("pid", ProcessHandle.current().pid());
        answer.addProperty("config", file.path().toString());
        answer.addProperty("keysLocked", keys.isLocked());
        answer.add("host", host().status());
        answer.add("nbd", StatusJson.texts(agent.listeners().addresses()));
        answer.addProperty("nbdClients", agent.listeners().clientCount());
        return answer;
    }

    private ServedDisk find(String name) throws FaultException {
        return fleet.find(name)
                .orElseThrow(() -> FaultException.usage(
                        "unknown-disk", "'" + name + "' is not served here", "sectorkeep agent status shows all"));
    }

    private List<ServedDisk> oneOrAll(Fields fields) throws IOException {
        Optional<String> name = fields.text("disk");
        fields.requireNoOthers();
        return name.isPresent() ? List.of(find(name.get())) : fleet.all();
    }

    private JsonObject serve(Fields fields) throws IOException {
        AgentDisk disk = DiskFields.read(fields);
        if (!Files.exists(disk.path())) {
            throw new NoSuchFileException(disk.path().toString());
        }
        AgentConfig present = file.config();
        if (!present.disks().contains(disk)) {
            file.change(config -> config.with(disk));
            ServedDisk added = fleet.add(disk);
            try {
                added.unlock();
            } catch (IOException e) {
                return StatusJson.one(added); // it is locked, says why, and is tried again
            }
        }
        return StatusJson.one(find(disk.export()));
    }

    private JsonObject unserve(Fields fields) throws IOException, InterruptedException, TimeoutException {
        ServedDisk disk = find(fields.requireText("disk"));
        fields.requireNoOthers();
        file.change(config -> config.without(disk.disk().export()));
        fleet.forget(disk);
        requireAll(fleet.each(List.of(disk), ServedDisk::remove, deadlineNanos()));
        return new JsonObject();
    }

    private JsonObject lock(Fields fields) throws IOException, InterruptedException, TimeoutException {
        boolean everything = fields.text("disk").isEmpty();
        List<ServedDisk> disks = oneOrAll(fields);
        List<Fleet.Outcome> outcomes = fleet.each(disks, ServedDisk::lock, deadlineNanos());
        if (everything) {
            keys.lock();
        }
        requireAll(outcomes);
        return StatusJson.of(disks);
    }

    private JsonObject unlock(Fields fields) throws IOException, InterruptedException, TimeoutException {
        List<ServedDisk> disks = oneOrAll(fields);
        keys.unlock();
        requireAll(fleet.unlock(disks));
        return StatusJson.of(disks);
    }

    private long deadlineNanos() {
        return System.nanoTime() + file.config().lockDeadline().toNanos();
    }

    /** The first failure, if there is one. */
    private static void requireAll(List<Fleet.Outcome> outcomes) throws IOException, TimeoutException {
        for (Fleet.Outcome outcome : outcomes) {
            Exception failure = outcome.failure().orElse(null);
            if (failure instanceof IOException io) {
                throw io;
            } else if (failure instanceof TimeoutException late) {
                throw late;
            } else if (failure instanceof RuntimeException fault) {
                throw fault;
            } else if (failure != null) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private JsonObject operate(Operation.Kind kind, Fields fields) throws IOException {
        ServedDisk disk = find(fields.requireText("disk"));
        disk.operate(OperationFields.read(kind, fields, source));
        return StatusJson.one(disk);
    }

    private JsonObject rewrap(Fields fields) throws IOException {
        ServedDisk disk = find(fields.requireText("disk"));
        String provider = fields.requireText("provider");
        Optional<String> keyId = fields.text("keyId");
        fields.requireNoOthers();
        disk.rewrap(provider, keyId);
        return StatusJson.one(disk);
    }

    private JsonObject suspend(Fields fields) throws IOException, InterruptedException, TimeoutException {
        ServedDisk disk = find(fields.requireText("disk"));
        fields.requireNoOthers();
        if (!disk.suspend(
                TimeUnit.MILLISECONDS.toNanos(file.config().lockDeadline().toMillis()))) {
            throw new TimeoutException();
        }
        return StatusJson.one(disk);
    }

    private JsonObject resume(Fields fields) throws IOException {
        ServedDisk disk = find(fields.requireText("disk"));
        fields.requireNoOthers();
        disk.resume();
        return StatusJson.one(disk);
    }

    private JsonObject stop(Fields fields) throws BadJsonException {
        fields.requireNoOthers();
        return new JsonObject(); // it stops when this was sent
    }
}
