// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.CopyResult;
import org.sectorkeep.engine.DecryptRequest;
import org.sectorkeep.engine.DiskEncryption;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.vmdk.CreateType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code decrypt SRC -o DST}: a copy of an encrypted disk in the clear. */
@Command(name = "decrypt", description = "Makes a copy of an encrypted disk in the clear.")
final class DecryptCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "SRC", description = "an encrypted disk")
    @SuppressWarnings("NullAway.Init")
    private Path source;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DST",
            description = "the disk to make")
    @SuppressWarnings("NullAway.Init")
    private Path destination;

    @Option(
            names = "--format",
            paramLabel = "SUBFORMAT",
            description = "layout of the new disk (default: as the source)")
    private @Nullable CreateType format;

    @Option(names = "--expect-disk", paramLabel = "ID", description = "refuse any disk but the one with this diskId")
    private @Nullable DiskId expected;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    DecryptCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            CopyResult result = CopyRun.run(
                    context,
                    meter -> new DiskEncryption(ring.keys())
                            .decrypt(new DecryptRequest(
                                    source,
                                    destination,
                                    Optional.ofNullable(expected),
                                    Optional.ofNullable(format),
                                    context.overwrite(),
                                    meter)));
            context.reportEngine();
            CopyReport.print(context, "decrypted", source, result);
        }
        return ExitCode.DONE;
    }
}
