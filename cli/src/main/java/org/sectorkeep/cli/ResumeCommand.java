// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sectorkeep.engine.InPlaceChains;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.InPlaceResult;
import org.sectorkeep.engine.Resilience;
import org.sectorkeep.vmdk.ChangeTracking;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code resume DISK}: finishes what was begun in place. */
@Command(
        name = "resume",
        description = {
            "Finishes an operation in place that was interrupted: encrypt, decrypt or rekey --deep.",
            "To repeat the interrupted command does the same. Exits with 5 when it is stopped again."
        })
final class ResumeCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "DISK", description = "the disk, or the raw image that was being encrypted")
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Mixin
    private final RateOption rate = new RateOption();

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    ResumeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        try (KeyRing ring = KeyRing.open(context, keyOptions)) {
            InPlaceResult result = CopyRun.run(
                    context,
                    meter -> new InPlaceChains(ring.keys())
                            .resume(
                                    disk,
                                    new InPlaceOptions(
                                            Resilience.CHECKSUM, ChangeTracking.KEEP, rate.bytesPerSecond(), meter)));
            context.reportEngine();
            if (result.dataBytes() == 0) {
                context.note("nothing is unfinished on '" + disk + "'");
            } else {
                InPlaceReport.print(context, "finished", result);
            }
        }
        return ExitCode.DONE;
    }
}
