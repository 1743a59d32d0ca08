// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.datastore.Datastore;
import org.sectorkeep.engine.datastore.DatastoreEncryption;
import org.sectorkeep.engine.datastore.DatastoreEncryption.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datastore …}: sets of devices below whatever is stored on them. */
@Command(
        name = "datastore",
        description = {
            "Encrypts whole datastores: sets of block devices, or files that stand for them, under one key encryption key,"
                    + " each with a data key of its own. The host fetches the key itself.",
            "A crash at any moment is gone on from by the same command; all data can be read meanwhile. Where an agent serves"
                    + " the datastore, it does the work, and its clients go on."
        },
        synopsisSubcommandLabel = "(create | enable | disable | rekey | status | mount | unmount | forget)")
final class DatastoreCommand extends CommandGroup {
    private final Context context;

    DatastoreCommand(Context context) {
        this.context = context;
    }

    @Command(
            name = "create",
            description = {
                "Makes an encrypted datastore of empty devices: each becomes a LUKS2 device whose header carries its wrapped"
                        + " data key. What is read from it before it is written is random.",
                "With --plain the devices keep the data that they hold, in the clear, to be mounted and enabled."
            })
    int create(
            @Parameters(paramLabel = "NAME", converter = DatastoreName.class, description = "of the new datastore")
                    String name,
            @Parameters(paramLabel = "DEVICE", arity = "1..*", description = "block devices or files")
                    List<Path> devices,
            @Option(names = "--plain", description = "only describe devices that hold data; nothing is written to them")
                    boolean plain,
            @Mixin DatastoreOptions options,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            DatastoreWork work = DatastoreWork.local(context, ring);
            if (plain) {
                Datastore made = work.run(encryption -> encryption.describe(options.plain(name), devices));
                context.note("described datastore '" + name + "' (" + DatastoreReport.volumes(made)
                        + ", not encrypted yet: sectorkeep datastore enable " + name + ")");
                return ExitCode.DONE;
            }
            Devices content = context.force() ? Devices.GIVEN_UP : Devices.EMPTY;
            Datastore made = work.run(
                    (encryption, meter) -> encryption.create(options.newKey(name, ring, meter), devices, content));
            DatastoreReport.done(context, "created", made);
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "enable",
            description = {
                "Encrypts a datastore whose devices hold data, one device after the other: moved to a spare device"
                        + " (--spare), which the device that is emptied then becomes, or in place (--reduced-redundancy).",
                "Without a spare device what the devices held before may still be found on the storage below them."
            })
    int enable(
            @Parameters(
                            index = "0",
                            paramLabel = "NAME",
                            converter = DatastoreName.class,
                            description = "the datastore")
                    String name,
            @Parameters(
                            index = "1..*",
                            paramLabel = "DEVICE",
                            arity = "0..*",
                            description = "the devices of a datastore that is not described yet")
                    @Nullable
                    List<Path> devices,
            @Option(names = "--mount", description = "have the agent serve the datastore from before it begins")
                    boolean mount,
            @Mixin DatastoreOptions options,
            @Mixin AgentOptions agent,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            if (devices != null && !context.datastores().exists(name)) {
                Object unused = DatastoreWork.local(context, ring)
                        .run(encryption -> encryption.describe(options.plain(name), devices));
            } else if (devices != null) {
                DatastoreWork.requireDevices(context.datastores().read(name), devices);
            }
            if (mount) {
                Object unused = DatastoreMount.mount(context, agent, name, false);
            }
            try (DatastoreWork work = DatastoreWork.of(context, ring, agent, name)) {
                Datastore done = work.run((encryption, meter) ->
                        encryption.enable(options.newKey(name, ring, meter).way(options.way(context, name))));
                DatastoreReport.done(context, "enabled encryption of", done);
            }
        }
        return ExitCode.DONE;
    }

    @Command(name = "disable", description = "Decrypts a datastore, device by device, as enable encrypts it.")
    int disable(
            @Parameters(paramLabel = "NAME", converter = DatastoreName.class, description = "the datastore")
                    String name,
            @Mixin DatastoreOptions options,
            @Mixin AgentOptions agent,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        return change(
                name,
                agent,
                keyOptions,
                "disabled encryption of",
                (ring, encryption, meter) ->
                        encryption.disable(options.request(name, meter).way(options.way(context, name))));
    }

    @Command(
            name = "rekey",
            description = {
                "Wraps the data keys of a datastore by another key encryption key. That does not revoke: after a compromise"
                        + " only --deep helps.",
                "With --deep all content is encrypted anew under new data keys, device by device, as enable does it."
            })
    int rekey(
            @Parameters(paramLabel = "NAME", converter = DatastoreName.class, description = "the datastore")
                    String name,
            @Option(names = "--deep", description = "encrypt all content anew under new data keys") boolean deep,
            @Mixin DatastoreOptions options,
            @Mixin AgentOptions agent,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        return change(
                name,
                agent,
                keyOptions,
                "rekeyed",
                (ring, encryption, meter) -> deep
                        ? encryption.rekeyDeep(options.request(name, meter).way(options.way(context, name)))
                        : encryption.rekey(options.request(name, meter)));
    }

    private interface Change {
        Datastore run(KeyRing ring, DatastoreEncryption encryption, ProgressMeter meter) throws IOException;
    }

    private int change(String name, AgentOptions agent, KeyOptions keyOptions, String verb, Change change)
            throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions);
                DatastoreWork work = DatastoreWork.of(context, ring, agent, name)) {
            DatastoreReport.done(context, verb, work.run((encryption, meter) -> change.run(ring, encryption, meter)));
        }
        return ExitCode.DONE;
    }

    @Command(name = "status", description = "Says what a datastore is, or lists all of them. Needs no key.")
    int status(
            @Parameters(
                            paramLabel = "NAME",
                            arity = "0..1",
                            converter = DatastoreName.class,
                            description = "only this one")
                    @Nullable
                    String name,
            @Option(names = "--json", description = "print one JSON object") boolean json)
            throws IOException {
        if (name == null) {
            DatastoreReport.printAll(context, json);
        } else {
            DatastoreReport.print(context, context.datastores().read(name), json);
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "mount",
            description = "Has the agent serve the volumes of a datastore, in the clear over NBD, from now on and after"
                    + " every restart: NAME-1, NAME-2 and so on.")
    int mount(
            @Parameters(paramLabel = "NAME", converter = DatastoreName.class, description = "the datastore")
                    String name,
            @Option(names = "--read-only", description = "refuse all writes") boolean readOnly,
            @Mixin AgentOptions agent)
            throws IOException {
        return DatastoreMount.mount(context, agent, name, readOnly);
    }

    @Command(name = "unmount", description = "Has the agent serve the volumes of a datastore no more.")
    int unmount(
            @Parameters(paramLabel = "NAME", converter = DatastoreName.class, description = "the datastore")
                    String name,
            @Mixin AgentOptions agent)
            throws IOException {
        return DatastoreMount.unmount(context, agent, name);
    }

    @Command(name = "forget", description = "Forgets a datastore that is not encrypted. Its devices stay as they are.")
    int forget(
            @Parameters(paramLabel = "NAME", converter = DatastoreName.class, description = "the datastore")
                    String name)
            throws IOException {
        try (KeyRing ring = KeyRing.open(context, KeyOptions.of(null, null))) {
            DatastoreWork.local(context, ring).forget(name);
        }
        context.note("forgot datastore '" + name + "'");
        return ExitCode.DONE;
    }
}
