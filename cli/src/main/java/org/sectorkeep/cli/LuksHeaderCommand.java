// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sectorkeep.engine.LuksHeaderRequest;
import org.sectorkeep.engine.LuksHeaderResult;
import org.sectorkeep.engine.LuksPlacement;
import org.sectorkeep.engine.LuksVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code luks-header DISK -o FILE}: a LUKS header around the DEK of a disk, so that Linux and QEMU open it as it is. */
@Command(
        name = "luks-header",
        description = {
            "Makes a LUKS header for an encrypted flat disk, so that cryptsetup, QEMU and nbdkit open it as it is.",
            "--passphrase-file is the passphrase of the new header."
        })
final class LuksHeaderCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DISK", description = "an encrypted disk whose ciphertext is one flat file")
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "the header to make")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--type",
            paramLabel = "luks1|luks2",
            defaultValue = "luks2",
            description = "luks1 for QEMU and nbdkit; default: ${DEFAULT-VALUE}")
    private LuksVersion version = LuksVersion.LUKS2;

    @Option(names = "--detached", description = "for use beside the flat file (cryptsetup --header), not before it")
    private boolean detached;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    @Mixin
    private final StoreOptions storeOptions = new StoreOptions();

    LuksHeaderCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        try (LuksSession session = LuksSession.open(context, keyOptions, storeOptions, null)) {
            LuksPlacement placement = detached ? LuksPlacement.DETACHED : LuksPlacement.ATTACHED;
            LuksHeaderResult result =
                    session.headers().write(new LuksHeaderRequest(disk, file, version, placement, context.overwrite()));
            result.warnings().forEach(warning -> context.note("warning: " + warning));
            context.note("wrote the " + version.label() + " header of '" + disk + "' to '" + result.file() + "' ("
                    + Sizes.bytes(result.headerBytes()) + "), to be used " + (detached ? "with" : "before") + " '"
                    + result.content() + "'");
        }
        return ExitCode.DONE;
    }
}
