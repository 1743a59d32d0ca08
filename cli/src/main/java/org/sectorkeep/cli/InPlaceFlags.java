// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.engine.Resilience;
import org.sectorkeep.vmdk.ChangeTracking;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a disk is changed in its place, and how. */
final class InPlaceFlags {
    @Option(
            names = "--in-place",
            description = "change the disk itself; a crash at any moment is resumed from by the same command, or by"
                    + " sectorkeep resume")
    private boolean inPlace;

    @Option(
            names = "--resilience",
            paramLabel = "checksum|journal",
            description =
                    "with --in-place: survive writes torn at 512-byte boundaries (checksum, the default) or at any"
                            + " byte (journal, which writes all twice)")
    private @Nullable Resilience resilience;

    @Option(
            names = "--drop-change-tracking",
            description = "with --in-place: leave out the line changeTrackPath, by which the next backup would miss the"
                    + " change")
    private boolean dropChangeTracking;

    @Mixin
    private final RateOption rate = new RateOption();

    boolean inPlace() {
        return inPlace;
    }

    /** Exactly one of a copy and the disk itself is meant. */
    void requireEither(@Nullable Path destination) throws UsageException {
        if (inPlace == (destination != null)) {
            throw new UsageException(
                    inPlace ? "-o and --in-place exclude each other" : "neither -o nor --in-place is given",
                    "-o DST makes a copy, --in-place changes the disk itself");
        }
        requireUsed();
    }

    /** The others mean nothing without it. */
    void requireUsed() throws UsageException {
        if (inPlace) {
            return;
        }
        refuse(resilience != null, "--resilience");
        refuse(rate.isGiven(), "--max-rate");
        refuse(dropChangeTracking, "--drop-change-tracking");
    }

    private static void refuse(boolean given, String option) throws UsageException {
        if (given) {
            throw new UsageException(option + " is for --in-place only", "leave it out");
        }
    }

    InPlaceOptions options(ProgressListener meter) {
        return new InPlaceOptions(
                Objects.requireNonNullElse(resilience, Resilience.CHECKSUM),
                dropChangeTracking ? ChangeTracking.DROP : ChangeTracking.KEEP,
                rate.bytesPerSecond(),
                meter);
    }
}
