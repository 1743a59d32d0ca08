// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.engine.EnvelopeBackup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code envelope backup|restore}: keeps the wrapped data key of a disk outside of it. */
@Command(
        name = "envelope",
        description = "Keeps the envelope of a disk in a file of its own, or puts it back. It is no secret.",
        synopsisSubcommandLabel = "(backup | restore)")
final class EnvelopeCommand extends CommandGroup {
    private final Context context;

    EnvelopeCommand(Context context) {
        this.context = context;
    }

    @Command(name = "backup", description = "Writes the envelope of a disk to a file.")
    int backup(
            @Parameters(paramLabel = "DISK", description = "an encrypted disk") Path disk,
            @Option(
                            names = {"-o", "--output"},
                            required = true,
                            paramLabel = "FILE",
                            description = "the file to write")
                    Path file)
            throws IOException {
        EnvelopeBackup.backup(disk, file, context.overwrite());
        context.note("wrote the envelope of '" + disk + "' to '" + file + "'");
        return ExitCode.DONE;
    }

    @Command(name = "restore", description = "Puts a saved envelope back into its disk.")
    int restore(
            @Parameters(paramLabel = "DISK", description = "the disk") Path disk,
            @Option(
                            names = {"-i", "--input"},
                            required = true,
                            paramLabel = "FILE",
                            description = "the saved envelope")
                    Path file,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            EnvelopeBackup.restore(disk, file, ring.keys(), context.overwrite())
                    .forEach(warning -> context.note("warning: " + warning));
        }
        context.note("put the envelope of '" + file + "' back into '" + disk + "'");
        return ExitCode.DONE;
    }
}
