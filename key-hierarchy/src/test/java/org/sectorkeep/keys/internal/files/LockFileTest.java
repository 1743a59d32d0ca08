// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

class LockFileTest {
    private static final String HOLD = """
            import fcntl, sys
            lock = open(sys.argv[1], 'a')
            fcntl.lockf(lock, fcntl.LOCK_EX)
            print('held', flush=True)
            sys.stdin.read()
            """;

    @TempDir
    private Path folder;

    @Test
    void waitsForAnotherProcessAndSaysSoWhenItDoesNotEnd() throws Exception {
        Peers.requireProgram("python3");
        Path file = folder.resolve("lock");
        Process holder = new ProcessBuilder("python3", "-c", HOLD, file.toString()).start();
        try {
            BufferedReader output = holder.inputReader(StandardCharsets.US_ASCII);
            assertThat(output.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> LockFile.acquire(file, Duration.ofMillis(50)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("locked by another process")
                    .hasMessageContaining(file.toString());
            holder.getOutputStream().close();
            holder.waitFor();
            AtomicInteger ran = new AtomicInteger();
            LockFile.holding(file, ran::incrementAndGet);
            assertThat(ran).hasValue(1);
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void threadsOfOneProcessTakeTurns() throws Exception {
        Path file = folder.resolve("lock");
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger total = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CountDownLatch start = new CountDownLatch(1);
            Future<?>[] all = new Future<?>[4];
            for (int i = 0; i < all.length; i++) {
                all[i] = threads.submit(() -> {
                    start.await();
                    for (int round = 0; round < 25; round++) {
                        LockFile.holding(file, () -> {
                            assertThat(inside.incrementAndGet()).isEqualTo(1);
                            total.incrementAndGet();
                            inside.decrementAndGet();
                        });
                    }
                    return null;
                });
            }
            start.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(total).hasValue(100);
    }

    @Test
    void anActionThatFailsLetsOthersIn() throws Exception {
        Path file = folder.resolve("lock");
        assertThatThrownBy(() -> LockFile.holding(file, () -> {
                    throw new IOException("no");
                }))
                .hasMessage("no");
        AtomicInteger ran = new AtomicInteger();
        LockFile.holding(file, ran::incrementAndGet);
        assertThat(ran).hasValue(1);
    }
}
