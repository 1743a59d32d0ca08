// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import org.sectorkeep.keys.ProviderInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code provider add …}. */
@Command(
        name = "add",
        description = "Adds a key provider.",
        synopsisSubcommandLabel = "(local | kmip)",
        subcommands = ProviderAddKmipCommand.class)
final class ProviderAddCommand extends CommandGroup {
    private final Context context;

    ProviderAddCommand(Context context) {
        this.context = context;
    }

    @Command(name = "local", description = "Adds a provider whose keys are derived from a key store on this machine.")
    int local(
            @Parameters(paramLabel = "NAME", description = "1 to 64 of a-z 0-9 . _ -; disks name it") String name,
            @Mixin ProtectionOptions protection)
            throws IOException {
        context.prepareForKeys();
        ProviderInfo provider = context.providers().addLocal(name, protection.protection());
        context.note("added the provider '" + name + "', whose key store is '" + provider.store() + "'");
        if (!protection.byPassphrase()) {
            context.note("a key file protects it: whoever has both, has the keys");
        }
        context.note("back it up: sectorkeep provider export " + name + " -o FILE");
        return ExitCode.DONE;
    }
}
