// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Many threads on one disk: nothing is lost, nothing is torn, nothing is garbage. */
@Timeout(120)
class EncryptedDiskConcurrencyTest {
    private static final int CAPACITY_BYTES = 4 << 20;
    private static final int THREAD_COUNT = 4;

    @TempDir
    Path folder = Path.of("");

    private final HostKeys keys = TestKeys.host();
    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        pool.shutdownNow();
        keys.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT"})
    void writersOfNeighbouringBytesLoseNothing(CreateType format) throws Exception {
        // Pieces of 37 bytes, dealt to the threads in turn: nearly every cipher block has two owners.
        int pieceBytes = 37;
        int pieceCount = 3 * 65536 / pieceBytes;
        try (EncryptedDisk disk = open(format)) {
            runAll(thread -> () -> {
                Random order = new Random(thread);
                for (int round = 0; round < 3; round++) {
                    for (int piece = thread; piece < pieceCount; piece += THREAD_COUNT) {
                        ByteBuffer content = piece(piece, round, pieceBytes);
                        disk.write((long) piece * pieceBytes, order.nextBoolean() ? content : direct(content));
                    }
                }
                return null;
            });
            for (int piece = 0; piece < pieceCount; piece++) {
                assertThat(ByteBuffer.wrap(TestDisks.read(disk, (long) piece * pieceBytes, pieceBytes)))
                        .as("piece " + piece)
                        .isEqualTo(piece(piece, 2, pieceBytes));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT"})
    void readersSeeAllOfAWriteOrNothing(CreateType format) throws Exception {
        long offsetBytes = 1003;
        int lengthBytes = 1_500_001;
        AtomicBoolean stop = new AtomicBoolean();
        try (EncryptedDisk disk = open(format)) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(pool.submit(() -> {
                    int reads = 0;
                    do {
                        requireUniform(TestDisks.read(disk, offsetBytes, lengthBytes));
                        reads++;
                    } while (!stop.get());
                    return reads;
                }));
            }
            try {
                runAll(thread -> () -> {
                    for (int round = 0; round < 15; round++) {
                        disk.write(offsetBytes, uniform((byte) (1 + round * THREAD_COUNT + thread), lengthBytes));
                        if (round % 5 == 4) {
                            disk.trim(offsetBytes, lengthBytes);
                        }
                    }
                    return null;
                });
            } finally {
                stop.set(true);
            }
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT"})
    void closingWaitsForRunningCallsAndRefusesLaterOnes(CreateType format) throws Exception {
        for (int round = 0; round < 20; round++) {
            EncryptedDisk disk = EncryptedDisk.open(path(format, round == 0), Access.READ_WRITE, keys);
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < THREAD_COUNT; i++) {
                int thread = i;
                writers.add(pool.submit(() -> writeUntilClosed(disk, thread)));
            }
            Thread.sleep(2);
            disk.close();
            for (int thread = 0; thread < THREAD_COUNT; thread++) {
                int written = writers.get(thread).get();
                if (written > 0) {
                    try (EncryptedDisk again = EncryptedDisk.open(path(format, false), Access.READ_ONLY, keys)) {
                        byte[] last = TestDisks.read(again, thread * 100_000L + 7, 50_000);
                        assertThat(ByteBuffer.wrap(last)).isEqualTo(uniform((byte) written, 50_000));
                    }
                }
            }
        }
    }

    private static int writeUntilClosed(EncryptedDisk disk, int thread) throws IOException {
        int written = 0;
        while (written < 120) {
            try {
                disk.write(thread * 100_000L + 7, uniform((byte) (written + 1), 50_000));
                written++;
            } catch (DiskClosedException e) {
                return written;
            }
        }
        return written;
    }

    private EncryptedDisk open(CreateType format) throws IOException {
        return EncryptedDisk.open(path(format, true), Access.READ_WRITE, keys);
    }

    private Path path(CreateType format, boolean create) throws IOException {
        return create
                ? TestDisks.encrypted(folder, keys, format, DataUnit.BYTES_512, CAPACITY_BYTES, false)
                : folder.resolve("disk.vmdk");
    }

    private interface Job {
        Callable<Void> of(int thread);
    }

    private void runAll(Job job) throws Exception {
        List<Callable<Void>> jobs = new ArrayList<>();
        for (int thread = 0; thread < THREAD_COUNT; thread++) {
            jobs.add(job.of(thread));
        }
        for (Future<Void> result : pool.invokeAll(jobs)) {
            result.get();
        }
    }

    private static ByteBuffer piece(int index, int round, int lengthBytes) {
        return ByteBuffer.wrap(TestDisks.randomBytes(index * 31L + round, lengthBytes));
    }

    private static ByteBuffer direct(ByteBuffer content) {
        return ByteBuffer.allocateDirect(content.remaining()).put(content).flip();
    }

    private static ByteBuffer uniform(byte value, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        Arrays.fill(bytes, value);
        return ByteBuffer.wrap(bytes);
    }

    private static void requireUniform(byte[] content) {
        for (int i = 1; i < content.length; i++) {
            if (content[i] != content[0]) {
                throw new AssertionError("byte " + i + " is " + content[i] + ", byte 0 is " + content[0]);
            }
        }
    }
}
