// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.RekeyRequest;
import org.sectorkeep.engine.Rekeying;
import org.sectorkeep.engine.inventory.FileLook;
import org.sectorkeep.engine.inventory.Inventory;
import org.sectorkeep.engine.vm.VmEncryption;
import org.sectorkeep.engine.vm.VmRekeyRequest;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.control.ObjectKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rebind DISK|DIR --provider OLD=NEW}: what came from another installation, under the name its provider has here. */
@Command(
        name = "rebind",
        description = {
            "Takes over disks and machines of another installation, whose key provider has another name here. Each envelope"
                    + " is made anew under the same key, link by link; data keys and content stay.",
            "After a crash the same command goes on."
        })
final class RebindCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DISK|DIR", description = "a disk, a machine's .vmx file, or a folder with such")
    @SuppressWarnings("NullAway.Init")
    private Path subject;

    @Option(
            names = "--provider",
            required = true,
            paramLabel = "OLD=NEW",
            description = "the provider's name there and here; may be given several times")
    private Map<String, String> names = new HashMap<>();

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    RebindCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        for (Map.Entry<String, String> each : names.entrySet()) {
            if (each.getKey().equals(each.getValue())) {
                throw new UsageException(
                        "provider '" + each.getKey() + "' has that name already", "--provider OLD=NEW names two");
            }
            context.providers().find(each.getValue());
        }
        context.prepareForKeys();
        Inventory inventory = Inventory.of(List.of(subject));
        for (Map.Entry<Path, IOException> problem : inventory.problems().entrySet()) {
            throw new IOException(
                    "'" + problem.getKey() + "' cannot be read: " + Failure.message(problem.getValue()),
                    problem.getValue());
        }
        List<FileLook> wanted = wanted(inventory);
        try (KeyRing ring = KeyRing.renaming(context, keyOptions, names)) {
            requireKeys(ring, wanted);
            for (FileLook look : wanted) {
                if (look.kind() == ObjectKind.VM) {
                    rebindMachine(ring, look);
                }
            }
            for (FileLook look : wanted(Inventory.of(List.of(subject)))) {
                rebindDisk(ring, look);
            }
        }
        context.note(wanted.isEmpty() ? "nothing there is under " + names.keySet() : "rebound " + wanted.size());
        return ExitCode.DONE;
    }

    /** What has an envelope of one of the former names; half an operation is finished first, by its own command. */
    private List<FileLook> wanted(Inventory inventory) {
        List<FileLook> wanted = new ArrayList<>();
        for (FileLook look : inventory.encrypted()) {
            if (look.envelopes().stream()
                    .anyMatch(each -> names.containsKey(each.header().keyId().providerId()))) {
                wanted.add(look);
            }
        }
        return wanted;
    }

    private static KeyId key(FileLook look) {
        return look.envelopes().get(0).header().keyId();
    }

    private KeyId renamed(KeyId id) {
        return new KeyId(names.getOrDefault(id.providerId(), id.providerId()), id.keyId());
    }

    /** All keys are there before anything is changed. */
    private void requireKeys(KeyRing ring, List<FileLook> wanted) throws IOException {
        for (FileLook look : wanted) {
            ring.keys().kek(key(look), look.path()).close();
            ring.keys().kek(renamed(key(look)), look.path()).close();
        }
    }

    private void rebindMachine(KeyRing ring, FileLook machine) throws IOException {
        KeyId here = renamed(key(machine));
        new VmEncryption(ring.keys())
                .rekey(new VmRekeyRequest(
                        machine.path(),
                        Optional.of(here.providerId()),
                        Optional.of(here.keyId()),
                        InPlaceOptions.DEFAULT));
        context.note("rebound '" + machine.path() + "' to " + here);
    }

    private void rebindDisk(KeyRing ring, FileLook disk) throws IOException {
        if (Files.notExists(disk.path())) {
            return;
        }
        KeyId here = renamed(key(disk));
        new Rekeying(ring.keys())
                .rekey(new RekeyRequest(
                        disk.path(), Optional.empty(), Optional.of(here.providerId()), Optional.of(here.keyId())));
        context.note("rebound '" + disk.path() + "' to " + here);
    }
}
