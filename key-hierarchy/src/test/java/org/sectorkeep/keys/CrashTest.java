// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.keys.KeyProviders.ExistingFile;
import org.sectorkeep.keys.KeyProviders.Removal;
import org.sectorkeep.keys.internal.files.CrashingFileSteps;
import org.sectorkeep.keys.internal.local.StoreSamples;

/** Power is lost between any two file operations: what is found afterwards is the old state or the new, and works. */
class CrashTest {
    private static final PassphraseSource NONE = PassphraseSource.none();
    private static final PassphraseSource RIGHT = purpose -> "right".toCharArray();

    @TempDir
    private Path folder;

    /** A change under test. */
    @FunctionalInterface
    private interface Change {
        void make(KeyProviders providers) throws Exception;
    }

    /** What must hold after a crash; {@code done} if the change returned before power was lost. */
    @FunctionalInterface
    private interface Check {
        void check(KeyProviders providers, boolean done) throws Exception;
    }

    /** Crashes the change before its first step, its second, and so on until it comes to its end. */
    private void crashEverywhere(int leastSteps, Change before, Change change, Check check) throws Exception {
        int step = 0;
        boolean done = false;
        while (!done) {
            Path home = folder.resolve("home" + step);
            before.make(KeyProvidersTest.cheap(home));
            CrashingFileSteps steps = CrashingFileSteps.at(step);
            KeyProviders crashing = new KeyProviders(home, steps, StoreSamples.CHEAP, InstantSource.system());
            try {
                change.make(crashing);
                done = true;
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining("power lost before step " + step);
            }
            assertThat(steps.crashed()).isEqualTo(!done);
            check.check(KeyProvidersTest.cheap(home), done);
            step++;
        }
        assertThat(step - 1).as("steps of the change").isGreaterThanOrEqualTo(leastSteps);
    }

    @Test
    void makingTheFirstProvider() throws Exception {
        crashEverywhere(12, providers -> {}, KeyProviders::defaultOrCreateLocal, (providers, done) -> {
            assertThat(providers.list()).hasSizeBetween(done ? 1 : 0, 1);
            providers.defaultOrCreateLocal();
            assertThat(providers.list()).hasSize(1);
            assertWorks(providers, "local");
        });
    }

    @Test
    void addingOneWithItsKeyFileElsewhere() throws Exception {
        List<Path> keyFiles = new ArrayList<>();
        crashEverywhere(
                9,
                providers -> {
                    providers.addLocal("a", StoreProtection.keyFile());
                    keyFiles.add(folder.resolve("key" + keyFiles.size()));
                },
                providers -> providers.addLocal("b", StoreProtection.keyFile(keyFiles.get(keyFiles.size() - 1))),
                (providers, done) -> {
                    assertWorks(providers, "a");
                    assertThat(providers.defaultProvider())
                            .get()
                            .extracting(ProviderInfo::name)
                            .isEqualTo("a");
                    if (done || providers.list().size() == 2) {
                        assertWorks(providers, "b");
                    } else {
                        assertThat(providers.list()).hasSize(1);
                        providers.addLocal("b", StoreProtection.passphrase(RIGHT));
                    }
                });
    }

    /** A full disk, say: what was made is removed again, and the next attempt succeeds. */
    @Test
    void addingOneThatFailsOnceLeavesNothingBehind() throws Exception {
        int step = 0;
        boolean done = false;
        while (!done) {
            Path home = folder.resolve("home" + step);
            Path keyFile = folder.resolve("key" + step);
            KeyProvidersTest.cheap(home).addLocal("a", StoreProtection.keyFile());
            CrashingFileSteps steps = CrashingFileSteps.failingOnceAt(step);
            KeyProviders failing = new KeyProviders(home, steps, StoreSamples.CHEAP, InstantSource.system());
            try {
                failing.addLocal("b", StoreProtection.keyFile(keyFile));
                done = true;
            } catch (IOException e) {
                assertThat(e).isInstanceOf(CrashingFileSteps.PowerLoss.class);
                assertThat(home.resolve("providers").resolve(".new")).doesNotExist();
            }
            KeyProviders afterwards = KeyProvidersTest.cheap(home);
            if (afterwards.list().size() == 1) {
                assertThat(keyFile).doesNotExist();
                afterwards.addLocal("b", StoreProtection.keyFile(keyFile));
            }
            assertWorks(afterwards, "a");
            assertWorks(afterwards, "b");
            step++;
        }
        assertThat(step - 1).as("steps of the change").isGreaterThanOrEqualTo(9);
    }

    @Test
    void issuingAKey() throws Exception {
        List<KeyId> first = new ArrayList<>();
        List<KeyId> second = new ArrayList<>();
        crashEverywhere(
                4,
                providers -> {
                    providers.addLocal("a", StoreProtection.keyFile());
                    first.add(createKek(providers));
                    second.clear();
                },
                providers -> second.add(createKek(providers)),
                (providers, done) -> {
                    KeyId before = first.get(first.size() - 1);
                    try (KeyProvider provider = providers.open("a", NONE)) {
                        provider.kek(before).close();
                        assertThat(second).hasSize(done ? 1 : 0);
                        for (KeyId answered : second) {
                            provider.kek(answered).close();
                        }
                        assertThat(providers.show("a").keys()).hasSizeBetween(done ? 2 : 1, 2);
                        provider.kek(provider.createKek()).close();
                    }
                });
    }

    private static KeyId createKek(KeyProviders providers) throws KeyUnavailableException {
        try (KeyProvider provider = providers.open("a", NONE)) {
            return provider.createKek();
        }
    }

    @Test
    void removingAProvider() throws Exception {
        crashEverywhere(
                6,
                providers -> {
                    providers.addLocal("a", StoreProtection.keyFile());
                    providers.addLocal("b", StoreProtection.keyFile());
                },
                providers -> providers.remove("a", Removal.EVEN_IF_DISKS_BECOME_UNREADABLE),
                (providers, done) -> {
                    List<String> names =
                            providers.list().stream().map(ProviderInfo::name).toList();
                    assertThat(names).isIn(List.of("b"), done ? List.of("b") : List.of("a", "b"));
                    assertWorks(providers, names.get(0));
                    providers.setDefault("b"); // any change cleans up
                    assertThat(providers.home().resolve("providers").resolve(".removed"))
                            .doesNotExist();
                });
    }

    @Test
    void namingTheDefault() throws Exception {
        crashEverywhere(
                4,
                providers -> {
                    providers.addLocal("a", StoreProtection.keyFile());
                    providers.addLocal("b", StoreProtection.keyFile());
                },
                providers -> providers.setDefault("b"),
                (providers, done) -> assertThat(providers
                                .defaultProvider()
                                .map(ProviderInfo::name)
                                .orElseThrow())
                        .isIn("b", done ? "b" : "a"));
    }

    @Test
    void exporting() throws Exception {
        List<Path> targets = new ArrayList<>();
        crashEverywhere(
                4,
                providers -> {
                    providers.addLocal("a", StoreProtection.keyFile());
                    targets.add(Files.writeString(folder.resolve("export" + targets.size()), "old"));
                },
                providers -> providers.export("a", NONE, last(targets), ExistingFile.REPLACE, RIGHT),
                (providers, done) -> {
                    if (done || Files.size(last(targets)) != 3) {
                        KeyProviders elsewhere = KeyProvidersTest.cheap(folder.resolve("import" + targets.size()));
                        elsewhere.importStore("a", last(targets), RIGHT, StoreProtection.keyFile());
                    } else {
                        assertThat(last(targets)).hasContent("old");
                    }
                });
    }

    private static Path last(List<Path> paths) {
        return paths.get(paths.size() - 1);
    }

    @Test
    void aStoreOfWhichThePowerLossTookHalfWouldBeSeen() throws Exception {
        KeyProviders providers = KeyProvidersTest.cheap(folder.resolve("half"));
        Path store = providers.addLocal("a", StoreProtection.keyFile()).store();
        byte[] whole = Files.readAllBytes(store);
        Files.write(store, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> assertWorks(providers, "a")).isInstanceOf(KeyUnavailableException.class);
    }

    private static void assertWorks(KeyProviders providers, String name) throws KeyUnavailableException {
        try (KeyProvider provider = providers.open(name, NONE)) {
            ProviderHealth health = provider.probe();
            assertThat(health.healthy()).as(health.toString()).isTrue();
            assertThat(health.checks())
                    .extracting(ProviderHealth.Check::name)
                    .containsExactly("key store", "canary key");
            provider.kek(provider.createKek()).close();
        }
    }
}
