// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.inventory.FileLook;
import org.sectorkeep.engine.inventory.Inventory;
import org.sectorkeep.engine.inventory.KeyAudit;
import org.sectorkeep.keys.audit.Actor;
import org.sectorkeep.keys.control.ControlPlane;
import org.sectorkeep.keys.control.KnownEnvelope;
import org.sectorkeep.keys.control.ObjectKind;
import org.sectorkeep.keys.control.ObjectLocation;
import org.sectorkeep.keys.control.ProtectedObject;
import org.sectorkeep.keys.control.Seen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code key audit DIR…}: what would be lost with which key. */
@Command(
        name = "audit",
        description = {
            "Lists every key that the disks and machines below some folders need, and its state at its provider; disks with"
                    + " the same data key; envelopes that are older than they were. Brings the directory up to date.",
            "Disks in use are looked at as well. Exits with 3 if a key cannot be had, with 4 if a file is damaged or an"
                    + " envelope was put back."
        })
final class KeyAuditCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            arity = "0..*",
            paramLabel = "DIR",
            description =
                    "folders, or single files (default: nothing is looked at, and what the directory knows is told)")
    private List<Path> roots = List.of();

    @Option(
            names = "--register-backup",
            description = "what is there is a backup: its keys are needed from now on, its envelopes may be old")
    private boolean backup;

    @Option(
            names = "--forget-missing",
            description = "let the directory forget what it knows below these folders and is not there any more")
    private boolean forgetMissing;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    private final String host = Actor.hostName();

    KeyAuditCommand(Context context) {
        this.context = context;
    }

    /** What the directory had to say. */
    private record Known(List<Path> rolledBack, List<String> missing) {}

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        if (roots.isEmpty()) {
            return auditKnown();
        }
        DirectoryLink opening = DirectoryLink.begin(context.directory());
        Inventory inventory = Inventory.of(roots);
        KeyAudit audit = audit(inventory);
        return report(inventory, audit, update(opening, inventory));
    }

    private KeyAudit audit(Inventory inventory) throws IOException {
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            return KeyAudit.of(inventory, ring.keys());
        }
    }

    private int auditKnown() throws IOException {
        if (backup || forgetMissing) {
            throw new UsageException(
                    "--register-backup and --forget-missing are for what is below a folder", "name the folder");
        }
        List<KnownEnvelope> all;
        try (ControlPlane directory = ControlPlane.open(context.directory())) {
            all = directory.objects().all();
        }
        List<Path> rolledBack = all.stream()
                .filter(KnownEnvelope::isRolledBack)
                .map(each -> Path.of(each.location().path()))
                .distinct()
                .toList();
        Inventory inventory = Inventory.known(all);
        return report(inventory, audit(inventory), new Known(rolledBack, List.of()));
    }

    private int report(Inventory inventory, KeyAudit audit, Known known) {
        if (json) {
            context.terminal().resultText(Json.text(fields(inventory, audit, known)));
        } else {
            print(inventory, audit, known);
        }
        return exitCode(inventory, audit, known);
    }

    private static int exitCode(Inventory inventory, KeyAudit audit, Known known) {
        if (!audit.keys().stream().allMatch(KeyAudit.NeededKey::opens)) {
            return ExitCode.KEY_UNAVAILABLE;
        }
        boolean sound = inventory.problems().isEmpty() && known.rolledBack().isEmpty();
        return sound ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private Known update(DirectoryLink opening, Inventory inventory) {
        try (ControlPlane directory = opening.open()) {
            return update(directory, inventory);
        } catch (IOException e) {
            context.note("warning: the directory was neither asked nor told: " + Failure.message(e));
            return new Known(List.of(), List.of());
        }
    }

    private Known update(ControlPlane directory, Inventory inventory) throws IOException {
        List<ProtectedObject> seen = objects(inventory);
        List<Seen> answers = directory.objects().observeAll(seen);
        List<Path> rolledBack = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            if (answers.get(i) == Seen.ROLLED_BACK) {
                rolledBack.add(Path.of(seen.get(i).location().path()));
            }
        }
        if (!backup) {
            directory.objects().forgetAll(plain(inventory));
        }
        List<ObjectLocation> missing = missing(directory);
        if (forgetMissing) {
            for (ObjectLocation each : missing) {
                directory.objects().forget(each);
                directory.objects().forgetBackup(each);
            }
        }
        return new Known(rolledBack, missing.stream().map(ObjectLocation::path).toList());
    }

    private List<ProtectedObject> objects(Inventory inventory) {
        Map<Path, Path> machines = inventory.machines();
        List<ProtectedObject> objects = new ArrayList<>();
        for (FileLook look : inventory.encrypted()) {
            Optional<String> owner =
                    Optional.ofNullable(machines.get(look.path())).map(Path::toString);
            ProtectedObject object = look.object(host, owner);
            objects.add(
                    backup
                            ? new ProtectedObject(
                                    ObjectKind.BACKUP, object.location(), object.ownerOrNull(), object.envelopes())
                            : object);
        }
        return objects;
    }

    private List<ObjectLocation> plain(Inventory inventory) {
        return inventory.looks().stream()
                .filter(look -> !look.isEncrypted())
                .map(look -> new ObjectLocation(host, look.path().toString()))
                .toList();
    }

    /** What is known below the folders and is not there: its storage may only be away. */
    private List<ObjectLocation> missing(ControlPlane directory) throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path root : roots) {
            folders.add(root.toRealPath());
        }
        return directory.objects().all().stream()
                .map(KnownEnvelope::location)
                .filter(location -> location.host().equals(host))
                .filter(location -> folders.stream().anyMatch(Path.of(location.path())::startsWith))
                .filter(location -> Files.notExists(Path.of(location.path())))
                .distinct()
                .toList();
    }

    private void print(Inventory inventory, KeyAudit audit, Known known) {
        Terminal terminal = context.terminal();
        for (KeyAudit.NeededKey key : audit.keys()) {
            terminal.result(key.id() + "  " + state(key) + "  needed by "
                    + key.neededBy().size() + (key.opens() ? "" : "  CANNOT BE OPENED:"));
            key.neededBy().forEach(look -> terminal.result("  " + look.path()));
        }
        audit.copies()
                .forEach((dek, paths) -> terminal.result("copies: one data key (" + dek + ") encrypts " + paths
                        + ": sectorkeep clone makes one with its own"));
        known.rolledBack()
                .forEach(path -> terminal.result("rolled back: " + path + " has an older envelope than it had before"));
        known.missing()
                .forEach(path -> terminal.result(
                        "not found: " + path + (forgetMissing ? " (forgotten)" : " (--forget-missing forgets it)")));
        inventory
                .problems()
                .forEach((path, failure) -> terminal.result("damaged: " + path + ": " + Failure.message(failure)));
        terminal.result(audit.keys().size() + " keys, " + inventory.encrypted().size() + " encrypted files");
    }

    private static String state(KeyAudit.NeededKey key) {
        return key.state()
                .map(ProviderJson::state)
                .orElseGet(() ->
                        key.failure().map(failure -> failure.reason().text()).orElse("unknown"));
    }

    private Map<String, @Nullable Object> fields(Inventory inventory, KeyAudit audit, Known known) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("sound", exitCode(inventory, audit, known) == ExitCode.DONE);
        fields.put("keys", audit.keys().stream().map(KeyAuditCommand::fields).toList());
        fields.put(
                "copies",
                audit.copies().entrySet().stream()
                        .map(copy -> Map.of("dekId", copy.getKey(), "paths", texts(copy.getValue())))
                        .toList());
        fields.put("rolledBack", texts(known.rolledBack()));
        fields.put("notFound", known.missing());
        List<Map<String, String>> problems = new ArrayList<>();
        inventory
                .problems()
                .forEach((path, failure) ->
                        problems.add(Map.of("path", path.toString(), "message", Failure.message(failure))));
        fields.put("problems", problems);
        return fields;
    }

    private static List<String> texts(List<Path> paths) {
        return paths.stream().map(Path::toString).toList();
    }

    private static Map<String, @Nullable Object> fields(KeyAudit.NeededKey key) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("providerId", key.id().providerId());
        fields.put("keyId", key.id().keyId());
        fields.put("state", key.state().map(ProviderJson::state).orElse(null));
        fields.put(
                "reason", key.failure().map(failure -> failure.reason().text()).orElse(null));
        fields.put("opens", key.opens());
        fields.put(
                "neededBy", key.neededBy().stream().map(KeyAuditCommand::fields).toList());
        return fields;
    }

    private static Map<String, @Nullable Object> fields(FileLook look) {
        var header = look.envelopes().get(0).header();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("path", look.path().toString());
        fields.put("kind", look.kind().name().toLowerCase(Locale.ROOT));
        fields.put("id", header.diskId().hex());
        fields.put("dekId", header.dekId().hex());
        fields.put("envelopeGeneration", header.envelopeGeneration());
        return fields;
    }
}
