// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.keys.HostKeys;

/**
 * A power cut at every moment while a disk gets another KEK, its descriptor in a file or inside a sparse file: the disk
 * opens with the old envelope or the new one, and after the same command with another new one.
 */
@Tag("crash")
class ShallowRekeyCrashTest {
    private static final int STATES_PER_EVENT = 6;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.withFixedKek().hostKeys();

    @ParameterizedTest
    @EnumSource(
            value = InPlaceDisks.Layout.class,
            names = {"MONOLITHIC_FLAT", "MONOLITHIC_SPARSE", "SPLIT_SPARSE"})
    void theEnvelopeIsTheOldOneOrTheNewOne(InPlaceDisks.Layout layout) throws IOException {
        crashEverywhere(layout, any -> true, 11);
    }

    /** That the test above can fail: the same on storage that does not keep to forces, and without the journal. */
    @Test
    void withoutForcesOrJournalItIsNeither() {
        assertThatThrownBy(() -> crashManyTimes(
                        InPlaceDisks.Layout.MONOLITHIC_FLAT, event -> !(event instanceof FolderLayer.Force)))
                .isInstanceOfAny(AssertionError.class, IOException.class);
        assertThatThrownBy(() -> crashManyTimes(
                        InPlaceDisks.Layout.MONOLITHIC_SPARSE, event -> !(event instanceof FolderLayer.Named)))
                .isInstanceOfAny(AssertionError.class, IOException.class);
    }

    private void crashManyTimes(InPlaceDisks.Layout layout, Predicate<FolderLayer.Event> happens) throws IOException {
        for (int seed = 1; seed <= 20; seed++) {
            crashEverywhere(layout, happens, seed);
        }
    }

    private void crashEverywhere(InPlaceDisks.Layout layout, Predicate<FolderLayer.Event> happens, long seed)
            throws IOException {
        InPlaceScenario scenario = new InPlaceScenario(InPlaceScenario.Operation.REKEY, layout, Resilience.CHECKSUM);
        byte[] content = scenario.content(folder, InPlaceScenario.CAPACITY_BYTES);
        Path live =
                Files.createDirectory(folder.resolve("live-" + layout + seed)).toRealPath();
        Path disk = scenario.prepare(live, InPlaceScenario.CAPACITY_BYTES, keys);
        FolderLayer layer = new FolderLayer(FolderLayer.NEVER);
        CrashedFiles crashed = CrashedFiles.of(live, layer);
        rekey(disk, layer);
        List<FolderLayer.Event> events = layer.events().stream().filter(happens).toList();
        assertThat(events).isNotEmpty();
        Random random = new Random(seed);
        for (FolderLayer.Event event : events) {
            crashed.happened(event);
            for (int state = 0; state < STATES_PER_EVENT; state++) {
                Path after = Files.createDirectory(folder.resolve("after-" + layout + seed));
                crashed.writeTo(after, random, CrashedFiles.Tear.AT_ANY_BYTE);
                requireOldOrNew(after.resolve("disk.vmdk"), content);
                TestDisks.deleteFolder(after);
            }
        }
    }

    private void rekey(Path disk, DiskOpening opening) throws IOException {
        new Rekeying(keys, opening)
                .rekey(new RekeyRequest(
                        disk, Optional.empty(), Optional.empty(), Optional.of(TestKeys.FIXED_KEK.keyId())));
    }

    private void requireOldOrNew(Path disk, byte[] content) throws IOException {
        assertThat(InPlaceDisks.content(disk, keys)).isEqualTo(content);
        long found = EncryptedDisks.header(disk).envelopeGeneration();
        assertThat(found).isBetween(1L, 2L);
        rekey(disk, new FolderLayer(FolderLayer.NEVER));
        assertThat(EncryptedDisks.header(disk).envelopeGeneration()).isEqualTo(found + 1);
        assertThat(InPlaceDisks.content(disk, keys)).isEqualTo(content);
    }
}
