// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.keys.HostKeys;

/** Processes are killed in the middle of an operation in place, at random moments; the same command then finishes it. */
@Tag("crash")
class InPlaceKillTest {
    private static final int RUN_COUNT = 72;
    private static final int CAPACITY_BYTES = 512 << 10;
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx64m");

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();

    @Test
    void aKilledProcessLosesNothing() throws Exception {
        List<InPlaceScenario> scenarios = InPlaceCrashTest.scenarios().toList();
        Random random = new Random(5);
        int unfinished = 0;
        for (int run = 0; run < RUN_COUNT; run++) {
            InPlaceScenario scenario = scenarios.get(run % scenarios.size());
            byte[] content = scenario.content(folder, CAPACITY_BYTES);
            Path here = Files.createDirectory(folder.resolve("run")).toRealPath();
            Path disk = scenario.prepare(here, CAPACITY_BYTES, keys);
            kill(scenario, disk, random.nextInt(CAPACITY_BYTES / CrashInPlace.WINDOW_BYTES));
            unfinished += Files.exists(InPlaceDisk.journalOf(InPlaceDisks.opened(disk))) ? 1 : 0;
            scenario.finishAndRequire(disk, keys, content);
            TestDisks.deleteFolder(here);
        }
        assertThat(unfinished).isGreaterThan(RUN_COUNT / 4);
    }

    /** Kills the process after so many of its lines, or lets it come to its end before. */
    private void kill(InPlaceScenario scenario, Path disk, int lineCount) throws IOException, InterruptedException {
        List<String> command = ForkedJava.command(
                QUICK_START,
                CrashInPlace.class,
                scenario.operation().name(),
                scenario.layout().name(),
                scenario.resilience().name(),
                disk.toString());
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try (BufferedReader lines = process.inputReader()) {
            int seen = 0;
            while (seen <= lineCount && lines.readLine() != null) {
                seen++;
            }
            assertThat(seen).as(Files.readString(errors)).isPositive();
            process.toHandle().destroyForcibly();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
}
