// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.engine.Resilience;
import org.sectorkeep.vmdk.ChangeTracking;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the disks of a machine are changed in their place. */
final class VmChangeOptions {
    @Option(
            names = "--resilience",
            paramLabel = "checksum|journal",
            description = "survive writes torn at 512-byte boundaries (checksum, the default) or at any byte (journal,"
                    + " which writes all twice)")
    private @Nullable Resilience resilience;

    @Option(
            names = "--drop-change-tracking",
            description = "leave out the line changeTrackPath of disks, by which the next backup would miss the change")
    private boolean dropChangeTracking;

    @Mixin
    private final RateOption rate = new RateOption();

    InPlaceOptions options(ProgressListener meter) {
        return new InPlaceOptions(
                Objects.requireNonNullElse(resilience, Resilience.CHECKSUM),
                dropChangeTracking ? ChangeTracking.DROP : ChangeTracking.KEEP,
                rate.bytesPerSecond(),
                meter);
    }
}
