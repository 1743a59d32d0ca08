// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.keys.HostKeys;

/** Every call that changes a file fails once: the operation stops with a reason, and the same command finishes it. */
@Tag("crash")
class InPlaceFaultTest {
    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();

    static Stream<InPlaceScenario> scenarios() {
        return InPlaceCrashTest.scenarios();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void afterAFailureOfAnyCallTheSameCommandFinishes(InPlaceScenario scenario) throws IOException {
        byte[] content = scenario.content(folder, InPlaceScenario.CAPACITY_BYTES);
        int failures = 0;
        for (boolean failed = true; failed; failures++) {
            Path here = Files.createDirectory(folder.resolve("run")).toRealPath();
            Path disk = scenario.prepare(here, InPlaceScenario.CAPACITY_BYTES, keys);
            FolderLayer layer = new FolderLayer(failures);
            Throwable thrown = catchThrowable(() -> scenario.run(
                    disk, new InPlaceMeans(keys, layer, InPlaceScenario.WINDOW_BYTES), ProgressListener.NONE));
            failed = layer.hasFailed();
            if (failed) {
                assertThat(thrown).isInstanceOf(IOException.class).hasStackTraceContaining("No space left on device");
                assertThat(layer.hasGoneOn()).isFalse();
                scenario.finishAndRequire(disk, keys, content);
            } else {
                assertThat(thrown).isNull();
            }
            TestDisks.deleteFolder(here);
        }
        assertThat(failures).isGreaterThan(15);
    }
}
