// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.SnapshotRequest;
import org.sectorkeep.engine.Snapshots;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snapshot create}: an empty child of a disk. */
@Command(name = "snapshot", description = "Makes snapshots of disks.", synopsisSubcommandLabel = "create")
final class SnapshotCommand extends CommandGroup {
    private final Context context;

    SnapshotCommand(Context context) {
        this.context = context;
    }

    @Command(
            name = "create",
            description = {
                "Makes an empty child of a disk; what is written from now on goes there.",
                "The disk must not be written any more. The child of an encrypted disk has a data key of its own."
            })
    int create(
            @Parameters(paramLabel = "DISK", description = "the disk, encrypted or not") Path disk,
            @Option(
                            names = {"-o", "--output"},
                            required = true,
                            paramLabel = "CHILD",
                            description = "the child to make")
                    Path child,
            @Option(
                            names = "--expect-disk",
                            paramLabel = "ID",
                            description = "refuse any disk but the one with this diskId")
                    @Nullable
                    DiskId expected,
            @Option(
                            names = "--key-id",
                            paramLabel = "ID",
                            description = "another key of the disk's provider than the disk's")
                    @Nullable
                    String keyId,
            @Mixin KeyOptions keyOptions)
            throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            SnapshotRequest request = new SnapshotRequest(
                    disk, child, Optional.ofNullable(expected), Optional.ofNullable(keyId), context.overwrite());
            Optional<Envelope> envelope = new Snapshots(ring.keys()).create(request);
            DamageReport.print(context, disk);
            context.note("made '" + child + "', a child of '" + disk + "'"
                    + envelope.map(made -> keyOf(made.header())).orElse(", not encrypted either"));
        }
        return ExitCode.DONE;
    }

    private static String keyOf(EnvelopeHeader header) {
        return " (provider " + header.keyId().providerId() + ", key "
                + header.keyId().keyId() + ", disk " + header.diskId() + ")";
    }
}
