// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.keys.HostKeys;

/** Processes are killed in the middle of an operation in place, at random moments; the same command then finishes it. */
@Tag("crash")
class InPlaceKillTest {
    private static final int RUN_COUNT = 204;
    private static final int CAPACITY_BYTES = 512 << 10;

    /** The next ones start while the present one is killed and its disk is looked at. */
    private static final int READY_COUNT = 3;

    private static final int MAX_DELAY_MICROS = 3000;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();
    private final Deque<CrashChild> ready = new ArrayDeque<>();

    @AfterEach
    void endTheRest() {
        ready.forEach(CrashChild::close);
    }

    private CrashChild next(CrashChild.Launcher launcher) throws IOException {
        while (ready.size() < READY_COUNT) {
            ready.add(launcher.start());
        }
        return ready.remove();
    }

    @Test
    void aKilledProcessLosesNothing() throws Exception {
        List<InPlaceScenario> scenarios = InPlaceCrashTest.scenarios().toList();
        CrashChild.Launcher launcher = CrashChild.launcher(folder);
        Random random = new Random(5);
        int unfinished = 0;
        for (int run = 0; run < RUN_COUNT; run++) {
            InPlaceScenario scenario = scenarios.get(run % scenarios.size());
            byte[] content = scenario.content(folder, CAPACITY_BYTES);
            Path here = Files.createDirectory(folder.resolve("run")).toRealPath();
            Path disk = scenario.prepare(here, CAPACITY_BYTES, keys);
            kill(scenario, disk, next(launcher), random);
            unfinished += Files.exists(InPlaceDisk.journalOf(InPlaceDisks.opened(disk))) ? 1 : 0;
            scenario.finishAndRequire(disk, keys, content);
            TestDisks.deleteFolder(here);
        }
        assertThat(unfinished).isGreaterThan(RUN_COUNT / 4);
    }

    /** Kills the process a moment after so many of its windows, or lets it come to its end before. */
    private static void kill(InPlaceScenario scenario, Path disk, CrashChild process, Random random)
            throws IOException, InterruptedException {
        int windowCount = random.nextInt(CAPACITY_BYTES / CrashInPlace.WINDOW_BYTES);
        try (CrashChild child = process) {
            child.begin(CrashInPlace.Pace.FREE, scenario, disk);
            int seen = 0;
            while (seen <= windowCount && child.awaitWindow()) {
                seen++;
            }
            assertThat(seen).as(child.errors()).isPositive();
            TimeUnit.MICROSECONDS.sleep(random.nextInt(MAX_DELAY_MICROS));
            child.kill();
        }
    }
}
