// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * A power cut at many moments of an operation on a disk that a client uses: the operation can be finished, and the disk
 * then holds what the client had flushed, or something that it wrote later.
 */
@Tag("crash")
class OnlineDiskCrashTest {
    private static final int STEPS_PER_WINDOW = 12;
    private static final long SEED = 42;
    private static final int SOME_STATES = 60;
    private static final int MANY_STATES = 400;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();

    static Stream<InPlaceScenario> scenarios() {
        return InPlaceCrashTest.scenarios();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void whatAClientFlushedSurvivesAPowerCutAtAnyMoment(InPlaceScenario scenario) throws Exception {
        crashEverywhere(scenario, any -> true, SOME_STATES);
    }

    /** That the test above can fail: the same on storage that lets data pass what should be forced before it. */
    @Test
    void withoutForcesItDoesNotSurvive() {
        InPlaceScenario scenario = new InPlaceScenario(
                InPlaceScenario.Operation.ENCRYPT, InPlaceDisks.Layout.SPLIT_FLAT, Resilience.CHECKSUM);
        assertThatThrownBy(() -> crashEverywhere(scenario, event -> !(event instanceof FolderLayer.Force), MANY_STATES))
                .isInstanceOfAny(AssertionError.class, IOException.class);
    }

    /** That it can fail: the same without the records that say that a window is done, before others may write to it. */
    @Test
    void withoutTheRecordsBehindTheWindowsItDoesNotSurvive() {
        InPlaceScenario scenario = new InPlaceScenario(
                InPlaceScenario.Operation.ENCRYPT, InPlaceDisks.Layout.SPLIT_FLAT, Resilience.CHECKSUM);
        assertThatThrownBy(() -> crashEverywhere(scenario, event -> !isDone(event), MANY_STATES))
                .isInstanceOfAny(AssertionError.class, IOException.class);
    }

    private static boolean isDone(FolderLayer.Event event) {
        if (!(event instanceof FolderLayer.Write write) || write.bytes().remaining() != 512) {
            return false;
        }
        return write.bytes().getLong(0) < 256
                && write.bytes().getInt(8) == 4
                && write.bytes().getInt(12) == 0;
    }

    private void crashEverywhere(InPlaceScenario scenario, Predicate<FolderLayer.Event> happens, int states)
            throws Exception {
        byte[] content = scenario.content(folder, InPlaceScenario.CAPACITY_BYTES);
        Path live = Files.createDirectory(folder.resolve("live")).toRealPath();
        Path disk = scenario.prepare(live, InPlaceScenario.CAPACITY_BYTES, keys);
        FolderLayer layer = new FolderLayer(FolderLayer.NEVER);
        CrashedFiles crashed = CrashedFiles.of(live, layer);
        List<OnlineClient> clients = use(scenario, disk, layer, content);
        List<FolderLayer.Event> events = layer.events();
        assertThat(events).hasSizeGreaterThan(60);
        Random random = new Random(SEED);
        for (int moment = 1; moment <= events.size(); moment++) {
            if (happens.test(events.get(moment - 1))) {
                crashed.happened(events.get(moment - 1));
            }
            if (random.nextInt(events.size()) < states) {
                Path after = Files.createDirectory(folder.resolve("after"));
                crashed.writeTo(after, random, CrashedFiles.Tear.AT_SECTORS);
                Path left = after.resolve(disk.getFileName().toString());
                byte[] found = finished(scenario, left);
                for (OnlineClient client : clients) {
                    client.requirePossible(found, moment);
                }
                TestDisks.deleteFolder(after);
            }
        }
    }

    /** Runs the operation and clients beside it, all to their end. */
    private List<OnlineClient> use(InPlaceScenario scenario, Path disk, FolderLayer layer, byte[] content)
            throws Exception {
        OnlineRace race = new OnlineRace();
        InPlaceMeans means = new InPlaceMeans(keys, layer, InPlaceScenario.WINDOW_BYTES);
        try (OnlineDisk online = scenario.begin(disk, means, race.listener(STEPS_PER_WINDOW))) {
            List<OnlineClient> clients = OnlineClient.ofAll(
                    online,
                    scenario.layout(),
                    content,
                    SEED,
                    () -> layer.events().size());
            race.run(online, clients);
            byte[] found = TestDisks.read(online, 0, content.length);
            clients.forEach(client -> client.requireNewest(found));
            return clients;
        }
    }

    /** The content after the operation, if it had begun, was finished. */
    private byte[] finished(InPlaceScenario scenario, Path disk) throws IOException {
        InPlaceMeans means = new InPlaceMeans(keys, new FolderLayer(FolderLayer.NEVER), InPlaceScenario.WINDOW_BYTES);
        try {
            scenario.run(disk, means, ProgressListener.NONE);
        } catch (AlreadyEncryptedException | NotEncryptedException e) {
            assertThat(scenario.operation()).isNotEqualTo(InPlaceScenario.Operation.REKEY);
        }
        Path opened = InPlaceDisks.opened(disk);
        assertThat(DiskInfo.read(opened).operation()).isEmpty();
        return scenario.operation() == InPlaceScenario.Operation.DECRYPT
                ? InPlaceDisks.content(opened)
                : InPlaceDisks.content(opened, keys);
    }
}
