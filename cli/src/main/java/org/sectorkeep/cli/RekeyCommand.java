// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.CopyResult;
import org.sectorkeep.engine.InPlaceChains;
import org.sectorkeep.engine.InPlaceRekeyRequest;
import org.sectorkeep.engine.InPlaceResult;
import org.sectorkeep.engine.RekeyRequest;
import org.sectorkeep.engine.Rekeying;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rekey DISK}: a new KEK for the envelope, or with {@code --deep} a new DEK for the content. */
@Command(
        name = "rekey",
        description = {
            "Wraps the data key of a disk by another key encryption key: a new one, or the one named.",
            "That does not revoke: who has an old copy of the envelope and the old key still opens the disk. After a"
                    + " compromise only --deep helps, which encrypts the content anew under a new data key."
        })
final class RekeyCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DISK", description = "an encrypted disk")
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Option(names = "--deep", description = "encrypt the content anew under a new data key; needs -o or --in-place")
    private boolean deep;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DST",
            description = "with --deep: make a copy under the new key")
    private @Nullable Path destination;

    @Option(names = "--provider", paramLabel = "NAME", description = "the key provider (default: the disk's own)")
    private @Nullable String provider;

    @Option(
            names = "--key-id",
            paramLabel = "ID",
            description = "an existing key of the provider, instead of a new one")
    private @Nullable String keyId;

    @Option(names = "--expect-disk", paramLabel = "ID", description = "refuse any disk but the one with this diskId")
    private @Nullable DiskId expected;

    @Mixin
    private final InPlaceFlags inPlace = new InPlaceFlags();

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    RekeyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (deep) {
            inPlace.requireEither(destination);
        } else if (inPlace.inPlace() || destination != null) {
            throw new UsageException(
                    "-o and --in-place are for --deep: a shallow rekey changes the envelope only", "leave that out");
        }
        inPlace.requireUsed();
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            run(ring);
            context.reportEngine();
        }
        return ExitCode.DONE;
    }

    private void run(KeyRing ring) throws IOException {
        RekeyRequest request = new RekeyRequest(
                disk, Optional.ofNullable(expected), Optional.ofNullable(provider), Optional.ofNullable(keyId));
        Path target = destination;
        if (!deep) {
            report(new Rekeying(ring.keys()).rekeyChain(request));
        } else if (target != null) {
            CopyResult result = CopyRun.run(
                    context,
                    meter -> new Rekeying(ring.keys()).copyWithNewKeys(request, target, context.overwrite(), meter));
            CopyReport.print(context, "rekeyed", disk, result);
        } else {
            InPlaceResult result = CopyRun.run(
                    context,
                    meter -> new InPlaceChains(ring.keys())
                            .rekey(new InPlaceRekeyRequest(
                                    disk,
                                    request.expected(),
                                    request.providerId(),
                                    request.keyId(),
                                    inPlace.options(meter))));
            InPlaceReport.print(context, "rekeyed", result);
        }
    }

    private void report(Envelope envelope) {
        context.note("rekeyed '" + disk + "' (provider "
                + envelope.header().keyId().providerId() + ", key "
                + envelope.header().keyId().keyId() + ", envelope generation "
                + envelope.header().envelopeGeneration() + ")");
        context.note("the data key is the same: old copies of the envelope still open with the old key");
    }
}
