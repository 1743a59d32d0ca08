// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sectorkeep.keys.HostKeys;

/**
 * A power cut at every moment of an operation in place: what was forced is there, of the rest any part is, torn as the
 * resilience allows. The same command then ends with the right content.
 */
@Tag("crash")
class InPlaceCrashTest {
    private static final int STATES_PER_EVENT = 2;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();

    static Stream<InPlaceScenario> scenarios() {
        List<InPlaceDisks.Layout> layouts = List.of(
                InPlaceDisks.Layout.RAW,
                InPlaceDisks.Layout.SPLIT_FLAT,
                InPlaceDisks.Layout.MONOLITHIC_SPARSE,
                InPlaceDisks.Layout.MIXED);
        return layouts.stream().flatMap(InPlaceCrashTest::scenarios);
    }

    private static Stream<InPlaceScenario> scenarios(InPlaceDisks.Layout layout) {
        return Arrays.stream(InPlaceScenario.Operation.values())
                .flatMap(operation -> Arrays.stream(Resilience.values())
                        .map(resilience -> new InPlaceScenario(operation, layout, resilience)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aPowerCutAtAnyMomentLosesNothing(InPlaceScenario scenario) throws IOException {
        crashEverywhere(scenario, any -> true, 42);
    }

    /** That the test above can fail: the same without the records of windows. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void withoutTheRecordsOfTheJournalItDoesNotSurvive(InPlaceScenario scenario) {
        int[] records = {0};
        Predicate<FolderLayer.Event> sabotage = event -> !isRecord(event) || records[0]++ == 0;
        assertThatThrownBy(() -> crashEverywhere(scenario, sabotage, 42))
                .isInstanceOfAny(AssertionError.class, IOException.class);
    }

    /** The same on storage that lets data pass what should be forced before it. */
    @Test
    void withoutForcesItDoesNotSurvive() {
        InPlaceScenario scenario =
                new InPlaceScenario(InPlaceScenario.Operation.ENCRYPT, InPlaceDisks.Layout.RAW, Resilience.CHECKSUM);
        assertThatThrownBy(() -> crashEverywhere(scenario, event -> !(event instanceof FolderLayer.Force), 42))
                .isInstanceOfAny(AssertionError.class, IOException.class);
    }

    private static boolean isRecord(FolderLayer.Event event) {
        return event instanceof FolderLayer.Write write
                && isRecord(write.bytes().array());
    }

    /** A record has its sequence number, below 256 here, and then its state; nothing else that is written starts so. */
    private static boolean isRecord(byte[] bytes) {
        boolean small = bytes.length >= 512 && Arrays.equals(Arrays.copyOf(bytes, 7), new byte[7]);
        return small && bytes[7] != 0 && bytes[8] == 0 && bytes[9] == 0 && bytes[10] == 0 && bytes[11] > 0;
    }

    private void crashEverywhere(InPlaceScenario scenario, Predicate<FolderLayer.Event> happens, long seed)
            throws IOException {
        byte[] content = scenario.content(folder, InPlaceScenario.CAPACITY_BYTES);
        Path live = Files.createDirectory(folder.resolve("live")).toRealPath();
        Path disk = scenario.prepare(live, InPlaceScenario.CAPACITY_BYTES, keys);
        FolderLayer layer = new FolderLayer(FolderLayer.NEVER);
        CrashedFiles crashed = CrashedFiles.of(live, layer);
        scenario.run(disk, new InPlaceMeans(keys, layer, InPlaceScenario.WINDOW_BYTES), ProgressListener.NONE);
        List<FolderLayer.Event> events = layer.events().stream().filter(happens).toList();
        assertThat(events).hasSizeGreaterThan(15);
        Random random = new Random(seed);
        CrashedFiles.Tear tear = scenario.resilience() == Resilience.CHECKSUM
                ? CrashedFiles.Tear.AT_SECTORS
                : CrashedFiles.Tear.AT_ANY_BYTE;
        for (FolderLayer.Event event : events) {
            crashed.happened(event);
            for (int state = 0; state < STATES_PER_EVENT; state++) {
                Path after = Files.createDirectory(folder.resolve("after"));
                crashed.writeTo(after, random, tear);
                scenario.finishAndRequire(after.resolve(disk.getFileName().toString()), keys, content);
                TestDisks.deleteFolder(after);
            }
        }
    }
}
