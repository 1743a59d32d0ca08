// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.AgentClient;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.KeyId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code agent}: the host process, and what it is told while it runs. */
@Command(
        name = "agent",
        description = {
            "Runs the process of a host that holds keys between commands and serves disks over NBD, in the foreground.",
            "Its subcommands tell a running one what to do. DISK is the name of an export, or the path of a disk."
        },
        synopsisSubcommandLabel = "[COMMAND]")
final class AgentCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--socket",
            scope = ScopeType.INHERIT,
            paramLabel = "PATH",
            description = "the control socket (default: as the configuration says)")
    private @Nullable Path socket;

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "the configuration (default: agent.json in $SECTORKEEP_HOME)")
    private @Nullable Path config;

    @Option(
            names = "--passphrase-file",
            paramLabel = "F",
            description = "read key stores' passphrases from the first line of this file, each time one is needed")
    private @Nullable Path passphrases;

    AgentCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        return AgentRun.run(context, config, socket, passphrases);
    }

    private AgentTalk talk() throws IOException {
        return AgentTalk.open(context, config, socket);
    }

    private static JsonObject request(String op, @Nullable String disk) {
        JsonObject request = AgentTalk.request(op);
        if (disk != null) {
            request.addProperty("disk", disk);
        }
        return request;
    }

    private int done(JsonObject request) throws IOException {
        try (AgentTalk talk = talk()) {
            talk.printDisks(talk.call(request));
        }
        return ExitCode.DONE;
    }

    @Command(name = "status", description = "Says which disks are served or locked, and which keys are held.")
    int status(
            @Parameters(paramLabel = "DISK", arity = "0..1", description = "only this one") @Nullable String disk,
            @Option(names = "--json", description = "print one JSON object") boolean json)
            throws IOException {
        try (AgentTalk talk = talk()) {
            JsonObject answer = talk.call(request("status", disk));
            if (json) {
                context.terminal().resultText(Json.text(answer));
            } else {
                talk.printStatus(answer);
            }
        }
        return ExitCode.DONE;
    }

    @Command(name = "serve", description = "Serves a disk, from now on and after every restart.")
    int serve(
            @Parameters(paramLabel = "DISK", description = "its descriptor, sparse file or raw image") Path disk,
            @Option(
                            names = "--export",
                            paramLabel = "NAME",
                            description = "default: the file's name without its ending")
                    @Nullable
                    String export,
            @Option(names = "--description", paramLabel = "TEXT", description = "for those who list exports") @Nullable
                    String description,
            @Option(names = "--read-only", description = "refuse all writes") boolean readOnly,
            @Option(
                            names = "--expect-disk",
                            paramLabel = "ID",
                            description = "refuse any disk but the one with this diskId")
                    @Nullable
                    DiskId expected)
            throws IOException {
        JsonObject request = AgentTalk.serveRequest(disk, export, readOnly);
        request.addProperty("description", description);
        request.addProperty("diskId", expected == null ? null : expected.hex());
        return done(request);
    }

    @Command(name = "unserve", description = "Serves a disk no more, now or after a restart.")
    int unserve(@Parameters(paramLabel = "DISK") String disk) throws IOException {
        return done(request("unserve", disk));
    }

    @Command(
            name = "lock",
            description = "Locks a disk, or all: new calls fail, what was written is forced, and the keys are wiped.")
    int lock(@Parameters(paramLabel = "DISK", arity = "0..1", description = "default: all") @Nullable String disk)
            throws IOException {
        return done(request("lock", disk));
    }

    @Command(name = "unlock", description = "Unlocks a disk, or all: the keys are fetched again by their ids.")
    int unlock(@Parameters(paramLabel = "DISK", arity = "0..1", description = "default: all") @Nullable String disk)
            throws IOException {
        return done(request("unlock", disk));
    }

    @Command(
            name = "encrypt",
            description =
                    "Encrypts a disk in place while it is used. To stop this command does not stop the agent's work.")
    int encrypt(
            @Parameters(paramLabel = "DISK") String disk,
            @Option(names = "--provider", paramLabel = "NAME", description = "default: the default one") @Nullable
                    String provider,
            @Option(names = "--key-id", paramLabel = "ID", description = "an existing key, instead of a new one")
                    @Nullable
                    String keyId,
            @Option(names = "--cipher", paramLabel = "aes-xts-256|aes-xts-128") @Nullable String cipher,
            @Option(names = "--data-unit", paramLabel = "512|4096") @Nullable Integer dataUnitBytes,
            @Mixin AgentOperationOptions options)
            throws IOException {
        JsonObject request = options.request("encrypt", disk);
        request.addProperty("provider", provider);
        request.addProperty("keyId", keyId);
        request.addProperty("cipher", cipher);
        request.addProperty("dataUnitBytes", dataUnitBytes);
        return operate(request, disk, options);
    }

    @Command(
            name = "decrypt",
            description =
                    "Decrypts a disk in place while it is used. To stop this command does not stop the agent's work.")
    int decrypt(@Parameters(paramLabel = "DISK") String disk, @Mixin AgentOperationOptions options) throws IOException {
        return operate(options.request("decrypt", disk), disk, options);
    }

    @Command(
            name = "rekey",
            description = "Encrypts a disk anew, under a new data key, in place while it is used (as rekey --deep).")
    int rekey(
            @Parameters(paramLabel = "DISK") String disk,
            @Option(names = "--provider", paramLabel = "NAME", description = "default: the disk's own") @Nullable
                    String provider,
            @Option(names = "--key-id", paramLabel = "ID", description = "an existing key, instead of a new one")
                    @Nullable
                    String keyId,
            @Mixin AgentOperationOptions options)
            throws IOException {
        JsonObject request = options.request("rekey", disk);
        request.addProperty("provider", provider);
        request.addProperty("keyId", keyId);
        return operate(request, disk, options);
    }

    private int operate(JsonObject request, String disk, AgentOperationOptions options) throws IOException {
        try (AgentTalk talk = talk()) {
            if (options.needsKey(request) && AgentDelivery.isWanted(talk)) {
                handKeyOver(talk, request, disk, options.keyOptions());
            }
            JsonObject answer = talk.call(request);
            if (options.detach) {
                talk.printDisks(answer);
                return ExitCode.DONE;
            }
            return talk.follow(request, disk);
        }
    }

    /** Under standard trust the new key comes from us, unless an operation is only gone on with. */
    private void handKeyOver(AgentTalk talk, JsonObject request, String disk, KeyOptions keyOptions)
            throws IOException {
        JsonObject found =
                AgentClient.disks(talk.call(request("status", disk))).get(0).getAsJsonObject();
        if (found.get("operation") instanceof JsonObject) {
            return;
        }
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            String own = found.get("providerId").isJsonNull()
                    ? ring.defaultProvider()
                    : found.get("providerId").getAsString();
            new AgentDelivery(talk, ring.keys()).deliverFor(request, own);
        }
    }

    @Command(name = "suspend", description = "Stops an operation in place after its window; the disk stays in use.")
    int suspend(@Parameters(paramLabel = "DISK") String disk) throws IOException {
        return done(request("suspend", disk));
    }

    @Command(name = "resume", description = "Goes on with an operation in place that was suspended.")
    int resume(@Parameters(paramLabel = "DISK") String disk) throws IOException {
        return done(request("resume", disk));
    }

    @Command(
            name = "deliver",
            description = {
                "Hands an agent whose trust is 'standard' the keys that its disks need, fetched with the key providers"
                        + " of this installation, and opens what waited for them."
            })
    int deliver(
            @Parameters(paramLabel = "DISK", arity = "0..1", description = "default: all that it serves") @Nullable
                    String disk,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        context.prepareForKeys();
        try (AgentTalk talk = talk();
                KeyRing ring = KeyRing.open(context, keyOptions)) {
            Set<KeyId> needed = AgentDelivery.needed(talk.tried(request("status", disk)));
            JsonArray opened = new AgentDelivery(talk, ring.keys()).deliver(needed);
            context.note("handed over " + needed.size() + (needed.size() == 1 ? " key" : " keys"));
            talk.printDisks(opened);
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "host",
            description = {
                "Says whether the agent may hold keys, or changes that: incapable, prepared (it may be made safe),"
                        + " safe.",
                "One that is told to be incapable gets no more keys, and loses those in use when it starts again."
            })
    int host(
            @Parameters(paramLabel = "incapable|prepared|safe", arity = "0..1", description = "default: say which")
                    @Nullable
                    String state)
            throws IOException {
        JsonObject request = AgentTalk.request("host");
        request.addProperty("state", state);
        try (AgentTalk talk = talk()) {
            JsonObject host = talk.call(request).getAsJsonObject("host");
            context.terminal()
                    .result("this host is " + host.get("state").getAsString().replace('-', ' ') + ", trust "
                            + host.get("trust").getAsString());
        }
        return ExitCode.DONE;
    }

    @Command(name = "stop", description = "Stops the agent: what was written is forced, and all keys are wiped.")
    int stop() throws IOException {
        try (AgentTalk talk = talk()) {
            talk.stop();
        }
        return ExitCode.DONE;
    }
}
