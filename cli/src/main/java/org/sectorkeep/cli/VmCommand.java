// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.vm.VmEncryptRequest;
import org.sectorkeep.engine.vm.VmEncryption;
import org.sectorkeep.engine.vm.VmInfo;
import org.sectorkeep.engine.vm.VmRekeyRequest;
import org.sectorkeep.engine.vm.VmResult;
import org.sectorkeep.keys.control.EncryptionPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vm …}: whole virtual machines. */
@Command(
        name = "vm",
        description = {
            "Encrypts whole virtual machines: disks with their snapshots, the files of a running machine, and the"
                    + " secrets among the settings. DIR is the machine's folder, or its .vmx file.",
            "A crash at any moment is gone on from by the same command."
        },
        synopsisSubcommandLabel = "(encrypt | decrypt | rekey | info | register | lock | unlock)")
final class VmCommand extends CommandGroup {
    private final Context context;

    VmCommand(Context context) {
        this.context = context;
    }

    /** One operation on a machine, reported to a meter. */
    private interface Operation {
        VmResult run(VmEncryption machines, ProgressMeter meter) throws IOException;
    }

    private int change(KeyRing ring, String verb, Operation operation) throws IOException {
        VmResult result = CopyRun.run(context, meter -> operation.run(new VmEncryption(ring.keys()), meter));
        context.reportEngine();
        VmReport.print(context, verb, result);
        return ExitCode.DONE;
    }

    @Command(
            name = "encrypt",
            description = {
                "Encrypts a machine that is powered off: each link of each disk under a data key of its own, in place,"
                        + " all under one key encryption key.",
                "What the files held before may still be found on the storage below them until it is overwritten."
            })
    int encrypt(
            @Parameters(paramLabel = "DIR", description = "the machine's folder, or its .vmx file") Path machine,
            @Mixin EncryptionChoice choice,
            @Option(
                            names = "--key-id",
                            paramLabel = "ID",
                            description = "an existing key of the provider, instead of a new one")
                    @Nullable
                    String keyId,
            @Mixin VmChangeOptions options,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        EncryptionPolicy.On encryption = choice.forMachine(context);
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            Optional<String> named = encryption.provider();
            String name = named.isPresent() ? named.get() : ring.defaultProvider();
            return change(
                    ring,
                    "encrypted",
                    (machines, meter) -> machines.encrypt(new VmEncryptRequest(
                            machine,
                            name,
                            Optional.ofNullable(keyId),
                            encryption.cipher(),
                            encryption.dataUnit(),
                            options.options(meter))));
        }
    }

    @Command(
            name = "decrypt",
            description = "Decrypts a machine that is powered off, or takes back an encryption that is unfinished.")
    int decrypt(
            @Parameters(paramLabel = "DIR", description = "the machine's folder, or its .vmx file") Path machine,
            @Mixin VmChangeOptions options,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            return change(ring, "decrypted", (machines, meter) -> machines.decrypt(machine, options.options(meter)));
        }
    }

    @Command(
            name = "rekey",
            description = {
                "Wraps the data keys of a machine and of all its disks by another key encryption key, whatever"
                        + " snapshots it has. What is new since it was encrypted is taken in.",
                "That does not revoke: after a compromise only --deep helps, which encrypts all content anew."
            })
    int rekey(
            @Parameters(paramLabel = "DIR", description = "the machine's folder, or its .vmx file") Path machine,
            @Option(names = "--deep", description = "encrypt all content anew under new data keys, in place")
                    boolean deep,
            @Option(
                            names = "--provider",
                            paramLabel = "NAME",
                            description = "the key provider (default: the machine's own)")
                    @Nullable
                    String provider,
            @Option(
                            names = "--key-id",
                            paramLabel = "ID",
                            description = "an existing key of the provider, instead of a new one")
                    @Nullable
                    String keyId,
            @Option(
                            names = "--policy",
                            paramLabel = "NAME",
                            description = "the provider that this policy of the directory says; ciphers stay")
                    @Nullable
                    String policy,
            @Mixin VmChangeOptions options,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        if (policy != null && provider != null) {
            throw new UsageException("--policy says which provider", "leave the policy out, or the provider");
        }
        Optional<String> wanted =
                policy == null ? Optional.ofNullable(provider) : EncryptionChoice.provider(context, policy);
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            int code = change(ring, "rekeyed", (machines, meter) -> {
                VmRekeyRequest request =
                        new VmRekeyRequest(machine, wanted, Optional.ofNullable(keyId), options.options(meter));
                return deep ? machines.rekeyDeep(request) : machines.rekey(request);
            });
            if (!deep) {
                context.note("the data keys are the same: old copies of the envelopes still open with the old key");
            }
            return code;
        }
    }

    @Command(
            name = "info",
            description = "Says which files of a machine are encrypted and which stay readable. Needs no key.")
    int info(
            @Parameters(paramLabel = "DIR", description = "the machine's folder, or its .vmx file") Path machine,
            @Option(names = "--json", description = "print one JSON object") boolean json)
            throws IOException {
        VmInfo info = VmInfo.read(machine);
        if (json) {
            context.terminal().resultText(Json.text(VmReport.fields(info)));
        } else {
            VmReport.print(context.terminal(), info);
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "register",
            description =
                    "Looks whether a machine that came to this host can be used here: it is whole, its disks are those"
                            + " that it expects, and every key can be had. Changes nothing.")
    int register(
            @Parameters(paramLabel = "DIR", description = "the machine's folder, or its .vmx file") Path machine,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            VmReport.print(context, "registered", new VmEncryption(ring.keys()).register(machine));
        }
        return ExitCode.DONE;
    }

    @Command(name = "lock", description = "Locks the disks of a machine that an agent serves: their keys are wiped.")
    int lock(
            @Parameters(paramLabel = "DIR", description = "the machine's folder, or its .vmx file") Path machine,
            @Mixin AgentOptions agent)
            throws IOException {
        return VmAgent.tell(context, agent, KeyOptions.of(null, null), machine, "lock");
    }

    @Command(
            name = "unlock",
            description =
                    "Unlocks the disks of a machine that an agent serves: their keys are fetched again by their ids.")
    int unlock(
            @Parameters(paramLabel = "DIR", description = "the machine's folder, or its .vmx file") Path machine,
            @Mixin AgentOptions agent,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        return VmAgent.tell(context, agent, keyOptions, machine, "unlock");
    }
}
