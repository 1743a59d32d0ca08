// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChunkLocksTest {
    private static final long CHUNK_BYTES = 64 << 10;

    private final ChunkLocks locks = new ChunkLocks();
    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void readersShareARange() throws Exception {
        CountDownLatch bothInside = new CountDownLatch(2);
        IoTask meet = () -> {
            bothInside.countDown();
            await(bothInside);
        };
        Future<?> other = submit(() -> locks.shared(0, 10, meet));
        locks.shared(5, 10, meet);
        other.get();
        assertThat(bothInside.getCount()).isZero();
    }

    @Test
    void writersOfFarRangesRunTogether() throws Exception {
        CountDownLatch bothInside = new CountDownLatch(2);
        IoTask meet = () -> {
            bothInside.countDown();
            await(bothInside);
        };
        Future<?> other = submit(() -> locks.exclusive(0, 1, meet));
        locks.exclusive(CHUNK_BYTES, 1, meet);
        other.get();
        assertThat(bothInside.getCount()).isZero();
    }

    @Test
    void noTwoWritersAreEverInOneChunk() throws Exception {
        // More chunks than there are locks, and ranges that wrap around them.
        int chunkCount = 300;
        AtomicIntegerArray inside = new AtomicIntegerArray(chunkCount);
        AtomicInteger collisions = new AtomicInteger();
        Future<?>[] writers = new Future<?>[4];
        for (int i = 0; i < writers.length; i++) {
            int seed = i;
            writers[i] = submit(() -> {
                for (int round = 0; round < 2000; round++) {
                    int first = (round * 37 + seed * 91) % chunkCount;
                    int count = Math.min(chunkCount - first, 1 + (round * 13 + seed) % 200);
                    locks.exclusive(first * CHUNK_BYTES + 5, count * CHUNK_BYTES - 10, () -> {
                        for (int chunk = first; chunk < first + count; chunk++) {
                            if (inside.incrementAndGet(chunk) != 1) {
                                collisions.incrementAndGet();
                            }
                        }
                        for (int chunk = first; chunk < first + count; chunk++) {
                            inside.decrementAndGet(chunk);
                        }
                    });
                }
            });
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        assertThat(collisions).hasValue(0);
    }

    @Test
    void locksAreFreeAgainAfterAFailure() throws Exception {
        assertThatThrownBy(() -> locks.exclusive(0, 200 * CHUNK_BYTES, () -> {
                    throw new IOException("failed");
                }))
                .isInstanceOf(IOException.class);
        Future<?> other = submit(() -> locks.exclusive(0, 200 * CHUNK_BYTES, () -> {}));
        assertThat(other.get(30, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void allIsFreeOnlyWhenNoCallRunsNotEvenOneWithoutARange() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayLeave = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Future<?> call = submit(() -> locks.shared(0, 0, () -> {
            inside.countDown();
            await(mayLeave);
            ended.incrementAndGet();
        }));
        await(inside);
        Future<Integer> closer = pool.submit(() -> {
            locks.lockAll();
            try {
                return ended.get();
            } finally {
                locks.unlockAll();
            }
        });
        mayLeave.countDown();
        call.get();
        assertThat(closer.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }

    private Future<?> submit(IoTask task) {
        return pool.submit(() -> {
            task.run();
            return null;
        });
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("the other one did not come in");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
