// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.ChainCopies;
import org.sectorkeep.engine.CopyResult;
import org.sectorkeep.engine.DecryptRequest;
import org.sectorkeep.engine.DiskEncryption;
import org.sectorkeep.engine.InPlaceChains;
import org.sectorkeep.engine.InPlaceDecryptRequest;
import org.sectorkeep.engine.InPlaceResult;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.vmdk.CreateType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code decrypt SRC}: a copy of an encrypted disk, or the disk itself, in the clear. */
@Command(name = "decrypt", description = "Decrypts a disk: a copy of it, or the disk itself.")
final class DecryptCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "SRC", description = "an encrypted disk, or a LUKS file")
    @SuppressWarnings("NullAway.Init")
    private Path source;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DST",
            description = "the disk to make; with --chain the folder")
    private @Nullable Path destination;

    @Mixin
    private final InPlaceFlags inPlace = new InPlaceFlags();

    @Option(
            names = "--chain",
            description = "copy each link of a snapshot chain for itself, instead of what shows at its top")
    private boolean chain;

    @Option(
            names = "--format",
            paramLabel = "SUBFORMAT",
            description = "layout of the new disk (default: as the source, raw for a LUKS file)")
    private @Nullable DiskFormat format;

    @Option(names = "--expect-disk", paramLabel = "ID", description = "refuse any disk but the one with this diskId")
    private @Nullable DiskId expected;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    @Mixin
    private final LuksOptions luksOptions = new LuksOptions();

    DecryptCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        inPlace.requireEither(destination);
        if (chain) {
            DiskFormat.refuseWithChain(format);
        }
        context.prepareForKeys();
        if (inPlace.inPlace()) {
            return changeInPlace();
        }
        CopyResult result = !chain && luksOptions.isLuks(source) ? decryptLuks() : decryptDisk();
        context.reportEngine();
        CopyReport.print(context, "decrypted", source, result);
        return ExitCode.DONE;
    }

    private Integer changeInPlace() throws IOException {
        if (format != null || chain) {
            throw new UsageException(
                    (chain ? "--chain" : "--format") + " is for copies: in place a disk keeps its format",
                    "leave it out");
        }
        try (KeyRing ring = KeyRing.open(context, luksOptions.store.or(keyOptions))) {
            InPlaceResult result = CopyRun.run(
                    context,
                    meter -> new InPlaceChains(ring.keys())
                            .decrypt(new InPlaceDecryptRequest(
                                    source, Optional.ofNullable(expected), inPlace.options(meter))));
            context.reportEngine();
            InPlaceReport.print(context, "decrypted", result);
        }
        return ExitCode.DONE;
    }

    private CopyResult decryptDisk() throws IOException {
        try (KeyRing ring = KeyRing.open(context, luksOptions.store.or(keyOptions))) {
            return CopyRun.run(
                    context,
                    meter -> chain
                            ? new ChainCopies(ring.keys()).decrypt(request(meter))
                            : new DiskEncryption(ring.keys()).decrypt(request(meter)));
        }
    }

    private CopyResult decryptLuks() throws IOException {
        try (LuksSession session = luksOptions.open(context, keyOptions)) {
            return CopyRun.run(context, meter -> session.conversion().decrypt(request(meter)));
        }
    }

    private DecryptRequest request(ProgressListener meter) throws UsageException {
        if (format instanceof DiskFormat.Luks) {
            throw new UsageException(
                    "decrypt makes plain disks, and LUKS files are none",
                    "sectorkeep encrypt makes them: --format luks1 or luks2");
        }
        Optional<CreateType> type =
                format instanceof DiskFormat.Vmdk vmdk ? Optional.of(vmdk.type()) : Optional.empty();
        return new DecryptRequest(
                source,
                Objects.requireNonNull(destination),
                Optional.ofNullable(expected),
                type,
                context.overwrite(),
                meter);
    }
}
