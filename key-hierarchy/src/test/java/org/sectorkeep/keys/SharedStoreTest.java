// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One key store, changed from several sides at once: no key that was answered is ever lost. */
class SharedStoreTest {
    private static final int KEYS_EACH = 15;

    @TempDir
    private Path home;

    @Test
    void threadsWithProvidersOfTheirOwnLoseNoKey() throws Exception {
        KeyProviders providers = KeyProvidersTest.cheap(home);
        providers.addLocal("a", StoreProtection.keyFile());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    KeyIssuer.issue(home, KEYS_EACH);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(providers.show("a").keys()).hasSize(4 * KEYS_EACH);
    }

    @Test
    void processesLoseNoKey() throws Exception {
        KeyProviders providers = KeyProvidersTest.cheap(home);
        providers.addLocal("a", StoreProtection.keyFile());
        List<Process> processes = List.of(start(), start());
        KeyIssuer.issue(home, KEYS_EACH);
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        assertThat(providers.show("a").keys()).hasSize(3 * KEYS_EACH);
    }

    private Process start() throws Exception {
        String classPath = Stream.of(
                        System.getProperty("java.class.path"),
                        System.getProperty("jdk.module.path", ""),
                        Path.of("target", "test-classes").toString())
                .collect(Collectors.joining(File.pathSeparator));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        KeyIssuer.class.getName(),
                        home.toString(),
                        Integer.toString(KEYS_EACH))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
