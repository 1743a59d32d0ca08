// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.DiskSizes;
import org.sectorkeep.engine.ResizeRequest;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.vmdk.ChangeTracking;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code resize DISK SIZE | --adopt}: another size, in place. */
@Command(
        name = "resize",
        description = {
            "Gives a disk another size, in place, or takes over the size that another program gave it.",
            "A smaller size, which loses content, needs --force. A disk with snapshots keeps its size."
        })
final class ResizeCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(index = "0", paramLabel = "DISK", description = "a disk, encrypted or not")
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SIZE",
            description = "in bytes, or with K, M, G or T behind it (powers of 1024)")
    private @Nullable String size;

    @Option(names = "--adopt", description = "take over the size that another program gave the disk, after asking")
    private boolean adopt;

    @Option(
            names = "--drop-change-tracking",
            description = "leave out the line changeTrackPath, by which the next backup would miss the change")
    private boolean dropChangeTracking;

    @Option(names = "--expect-disk", paramLabel = "ID", description = "refuse any disk but the one with this diskId")
    private @Nullable DiskId expected;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    ResizeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (adopt == (size != null)) {
            throw new UsageException(
                    adopt ? "--adopt takes the size that the disk has" : "the new size is missing",
                    "sectorkeep resize DISK SIZE, or sectorkeep resize DISK --adopt");
        }
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            DiskSizes sizes = new DiskSizes(ring.keys());
            if (size == null) {
                adopt(sizes);
            } else {
                resize(sizes, Sizes.parse(size));
            }
        }
        return ExitCode.DONE;
    }

    private void resize(DiskSizes sizes, long newBytes) throws IOException {
        Optional<Envelope> envelope;
        try (ProgressMeter meter = context.progress()) {
            envelope = sizes.resize(new ResizeRequest(
                    disk,
                    newBytes,
                    Optional.ofNullable(expected),
                    context.force() ? ResizeRequest.Loss.ACCEPT : ResizeRequest.Loss.REFUSE,
                    dropChangeTracking ? ChangeTracking.DROP : ChangeTracking.KEEP,
                    meter));
        }
        context.note("'" + disk + "' has " + Sizes.bytes(newBytes) + " now"
                + envelope.map(ResizeCommand::generation).orElse(""));
    }

    private void adopt(DiskSizes sizes) throws IOException {
        Optional<Envelope> envelope = sizes.adopt(disk, this::consents);
        context.note(envelope.map(made -> "took over the size of '" + disk + "'" + generation(made))
                .orElse("'" + disk + "' is as it was"));
    }

    private boolean consents(long oldBytes, long newBytes) throws UsageException {
        String question = "'" + disk + "' was of " + oldBytes + " bytes and is of " + newBytes
                + " now, by another program. Take that over?";
        return context.force() || Confirmation.given(question, "take it over with --force");
    }

    private static String generation(Envelope envelope) {
        return " (envelope " + envelope.header().envelopeGeneration() + ")";
    }
}
