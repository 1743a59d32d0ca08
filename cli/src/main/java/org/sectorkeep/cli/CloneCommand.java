// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.CloneRequest;
import org.sectorkeep.engine.CopyResult;
import org.sectorkeep.engine.DiskEncryption;
import org.sectorkeep.keys.DiskId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clone DISK -o DST}: a copy of an encrypted disk with an id and a DEK of its own. */
@Command(name = "clone", description = "Copies an encrypted disk; the copy has a diskId and a data key of its own.")
final class CloneCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DISK", description = "an encrypted disk")
    @SuppressWarnings("NullAway.Init")
    private Path source;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DST",
            description = "the copy to make")
    @SuppressWarnings("NullAway.Init")
    private Path destination;

    @Option(names = "--expect-disk", paramLabel = "ID", description = "refuse any disk but the one with this diskId")
    private @Nullable DiskId expected;

    @Option(
            names = "--key-id",
            paramLabel = "ID",
            description = "an existing key of the disk's provider, instead of a new one")
    private @Nullable String keyId;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    CloneCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            CopyResult result = CopyRun.run(
                    context,
                    meter -> new DiskEncryption(ring.keys())
                            .cloneDisk(new CloneRequest(
                                    source,
                                    destination,
                                    Optional.ofNullable(expected),
                                    Optional.ofNullable(keyId),
                                    context.overwrite(),
                                    meter)));
            context.reportEngine();
            CopyReport.print(context, "cloned", source, result);
        }
        return ExitCode.DONE;
    }
}
