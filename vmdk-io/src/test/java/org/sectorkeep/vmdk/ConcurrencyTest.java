// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads on one disk. */
class ConcurrencyTest {
    private static final int THREADS = 8;
    private static final int CAPACITY_BYTES = 1000 * 512;

    @TempDir
    Path folder;

    private static void together(Callable<?> task) throws InterruptedException, ExecutionException {
        together(THREADS, any -> task);
    }

    private static void together(int threads, IntFunction<Callable<?>> tasks)
            throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(tasks.apply(i)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Each thread writes its own bytes of every 64, so that all of them meet in every grain. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writersToTheSameGrainsLoseNothing(boolean preallocated)
            throws IOException, InterruptedException, ExecutionException {
        TestSparse sparse = preallocated ? TestSparse.preallocated(1000, 3) : TestSparse.withoutTables(1000, 3);
        Path path = sparse.write(folder.resolve("disk.vmdk"), 0);
        try (VirtualDisk disk = Disks.quickReadWrite(path)) {
            together(THREADS, thread -> () -> {
                writeShare(disk, thread);
                return null;
            });
        }
        byte[] content = Disks.readAll(path);
        for (int i = 0; i < CAPACITY_BYTES; i++) {
            if (content[i] != (byte) (i / 8 % THREADS + 1)) {
                throw new AssertionError("byte " + i + " is " + content[i]);
            }
        }
        try (VirtualDisk disk = Disks.quickReadWrite(path)) {
            assertThat(disk.checkStructure()).isEmpty();
        }
    }

    private static void writeShare(VirtualDisk disk, int thread) throws IOException {
        RandomGenerator random = Disks.random(thread);
        int pieces = CAPACITY_BYTES / 64;
        int start = random.nextInt(pieces);
        byte[] share = new byte[8];
        Arrays.fill(share, (byte) (thread + 1));
        for (int i = 0; i < pieces; i++) {
            int piece = (start + i) % pieces;
            disk.write(64L * piece + 8L * thread, ByteBuffer.wrap(share));
            if (random.nextInt(500) == 0) {
                disk.flush();
            }
        }
    }

    /** More tables than stay in memory, so that tables come and go while others use them. */
    @Test
    void tablesThatComeAndGoLoseNothing() throws IOException, InterruptedException, ExecutionException {
        long tableBytes = 512L * 65536;
        int tables = 6000;
        Path path = Disks.create(folder.resolve("big.vmdk"), CreateType.MONOLITHIC_SPARSE, tables * tableBytes);
        try (VirtualDisk disk = Disks.quickReadWrite(path)) {
            together(4, thread -> () -> {
                for (int i = thread; i < tables; i += 4) {
                    disk.write(i * tableBytes + 4096, ByteBuffer.allocate(8).putLong(0, i + 1));
                    int other = Disks.random(i).nextInt(i + 1);
                    ByteBuffer target = ByteBuffer.allocate(8);
                    disk.read(other * tableBytes + 4096, target);
                    assertThat(target.getLong(0)).isIn(0L, other + 1L);
                }
                return null;
            });
            for (int i = 0; i < tables; i++) {
                assertThat(ByteBuffer.wrap(Disks.read(disk, i * tableBytes + 4096, 8))
                                .getLong())
                        .isEqualTo(i + 1);
            }
        }
        try (VirtualDisk disk = Disks.readOnly(path)) {
            for (int i = 0; i < tables; i++) {
                assertThat(ByteBuffer.wrap(Disks.read(disk, i * tableBytes + 4096, 8))
                                .getLong())
                        .isEqualTo(i + 1);
            }
            assertThat(disk.checkStructure()).isEmpty();
        }
    }

    @Test
    void discardersAndWritersLeaveASoundDisk() throws IOException, InterruptedException, ExecutionException {
        Path path = TestSparse.withoutTables(1000, 7).write(folder.resolve("disk.vmdk"), 0);
        try (VirtualDisk disk = Disks.quickReadWrite(path)) {
            together(() -> {
                RandomGenerator random = Disks.random(Thread.currentThread().getId());
                for (int i = 0; i < 500; i++) {
                    int offset = random.nextInt(CAPACITY_BYTES - 20_000);
                    if (random.nextInt(3) == 0) {
                        disk.discard(offset, 20_000);
                    } else {
                        disk.write(offset, ByteBuffer.wrap(new byte[random.nextInt(20_000)]));
                    }
                }
                return null;
            });
            assertThat(Disks.read(disk, 0, CAPACITY_BYTES)).containsOnly(0);
        }
        try (VirtualDisk disk = Disks.quickReadWrite(path)) {
            assertThat(disk.checkStructure()).isEmpty();
        }
    }

    @Test
    void anInterruptedThreadFinishesAndTheDiskStaysOpen() throws IOException {
        Path path = Disks.create(folder.resolve("disk.vmdk"), CreateType.MONOLITHIC_SPARSE, 1 << 20);
        try (VirtualDisk disk = Disks.readWrite(path)) {
            Thread.currentThread().interrupt();
            disk.write(5, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            disk.flush();
            assertThat(Disks.read(disk, 5, 3)).containsExactly(1, 2, 3);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Disks.read(disk, 4, 3)).containsExactly(0, 1, 2);
        }
    }

    /** Interrupts that arrive inside system calls, not before them. */
    @Test
    void interruptsWhileWritingLoseNothing() throws IOException, InterruptedException {
        Path path = Disks.create(folder.resolve("disk.vmdk"), CreateType.MONOLITHIC_SPARSE, 64 << 20);
        byte[] content = Disks.randomBytes(64 << 20, 1);
        List<IOException> failures = new ArrayList<>();
        try (VirtualDisk disk = Disks.readWrite(path)) {
            Thread writer = new Thread(() -> {
                try {
                    disk.write(0, ByteBuffer.wrap(content));
                    disk.flush();
                } catch (IOException e) {
                    failures.add(e);
                }
            });
            writer.start();
            while (writer.isAlive()) {
                writer.interrupt();
                writer.join(1);
            }
            assertThat(failures).isEmpty();
            assertThat(Disks.read(disk, 0, content.length)).isEqualTo(content);
        }
    }
}
