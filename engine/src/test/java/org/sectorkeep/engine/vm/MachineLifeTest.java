// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import org.sectorkeep.engine.InPlaceOptions;
import org.sectorkeep.engine.TestKeys;
import org.sectorkeep.engine.vm.VmOperation.Kind;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.testing.Peers;

/**
 * Random lives of a machine with snapshots: operations, stops after any step, outages of the key provider, and keys that are
 * destroyed as soon as nothing names them. Longer ones with {@code -Dsectorkeep.machine.events=N}.
 */
@Tag("peer")
class MachineLifeTest {
    private static final int MOST_EVENTS = Integer.getInteger("sectorkeep.machine.events", 5);
    private static final int MOST_STEPS = 25;
    private static final int NEVER = 0;

    /**
     * Something that happens to a machine.
     *
     * @param kind the operation that is asked for
     * @param stopAfter after how many steps it is stopped, or {@link #NEVER}
     * @param isOutage whether the key provider is down
     */
    record Event(Kind kind, int stopAfter, boolean isOutage) {}

    @Provide
    Arbitrary<List<Event>> lives() {
        return Combinators.combine(
                        Arbitraries.of(Kind.values()),
                        Arbitraries.oneOf(
                                Arbitraries.just(NEVER), Arbitraries.integers().between(1, MOST_STEPS)),
                        Arbitraries.integers().between(1, 5).map(number -> number == 1))
                .as(Event::new)
                .list()
                .ofMinSize(3)
                .ofMaxSize(MOST_EVENTS);
    }

    @Property(tries = 2, generation = GenerationMode.RANDOMIZED, shrinking = ShrinkingMode.OFF)
    void noSequenceOfOperationsCrashesAndOutagesLeavesADiskThatItsKeysDoNotOpen(@ForAll("lives") List<Event> life)
            throws IOException {
        Path root = Files.createTempDirectory("machine-life");
        try {
            Path original = VmFixture.make(root.resolve("original"));
            try (HostKeys none = TestKeys.host()) {
                live(root, life, VmFixture.contents(original, none));
            }
        } finally {
            Peers.output("rm", "-rf", root.toString());
        }
    }

    private static void live(Path root, List<Event> life, Map<String, String> contents) throws IOException {
        Path folder = root.resolve("alive");
        VmFixture.copy(root.resolve("original"), folder);
        TestKeys provider = new TestKeys();
        for (Event event : life) {
            happen(folder, provider, event);
            requireOpens(root, folder, provider, contents, life);
        }
    }

    /** Refused or stopped, as may be: what counts is what is left. */
    private static void happen(Path folder, TestKeys provider, Event event) {
        if (event.isOutage()) {
            provider.unplug();
        }
        int[] left = {event.stopAfter()};
        try (HostKeys keys = provider.hostKeys()) {
            perform(
                    new VmEncryption(keys, step -> {
                        left[0]--;
                        if (left[0] == 0) {
                            throw new IOException("stopped after '" + step + "'");
                        }
                    }),
                    event.kind(),
                    folder);
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("damaged");
        } finally {
            provider.plugIn();
        }
    }

    private static void perform(VmEncryption machines, Kind kind, Path folder) throws IOException {
        switch (kind) {
            case ENCRYPT -> machines.encrypt(VmEncryptRequest.of(folder, TestKeys.ID));
            case DECRYPT -> machines.decrypt(folder, InPlaceOptions.DEFAULT);
            case SHALLOW_REKEY -> machines.rekey(VmRekeyRequest.of(folder));
            case DEEP_REKEY -> machines.rekeyDeep(VmRekeyRequest.of(folder));
        }
    }

    /** A whole machine opens with the keys that it names alone; an unfinished one, in a copy, after the same call again. */
    private static void requireOpens(
            Path root, Path folder, TestKeys provider, Map<String, String> contents, List<Event> life)
            throws IOException {
        Optional<VmOperation> unfinished = VmOperation.read(folder.resolve("web01.vmx"));
        Path whole = folder;
        try (HostKeys keys = provider.hostKeys()) {
            if (unfinished.isPresent()) {
                whole = root.resolve("finished");
                Peers.output("rm", "-rf", whole.toString());
                VmFixture.copy(folder, whole);
                perform(new VmEncryption(keys), unfinished.get().kind(), whole);
            } else {
                provider.destroyAllBut(named(VmInfo.read(folder)));
            }
            assertThat(VmFixture.contents(whole.resolve("web01.vmx"), keys))
                    .as("after %s", life)
                    .isEqualTo(contents);
            if (VmInfo.read(whole).isEncrypted()) {
                assertThat(new VmEncryption(keys).register(whole).envelope()).isPresent();
            }
        }
    }

    private static Set<KeyId> named(VmInfo info) {
        Set<KeyId> ids = new HashSet<>();
        info.encryption().ifPresent(each -> ids.add(new KeyId(each.providerId(), each.keyId())));
        info.disks().stream()
                .filter(VmInfo.Disk::isEncrypted)
                .forEach(disk -> ids.add(
                        new KeyId(disk.providerId().orElseThrow(), disk.keyId().orElseThrow())));
        return ids;
    }
}
