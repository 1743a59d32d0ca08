// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsEngine;
import org.sectorkeep.crypto.XtsKey;

/** Encrypts and decrypts memory in place, in one or more threads, and tells the rate. */
final class ThroughputMeter implements AutoCloseable {
    private static final long WARM_UP_NANOS = 80_000_000L;
    private static final long MEASURE_NANOS = 160_000_000L;

    private final SectorCipher cipher;
    private final int threads;
    private final int bytesPerCall;

    ThroughputMeter(XtsEngine engine, XtsCipher algorithm, DataUnit unit, int bytesPerCall, int threads) {
        try (XtsKey key = XtsKey.generate(algorithm)) {
            this.cipher = engine.cipher(key, unit);
        }
        this.threads = threads;
        this.bytesPerCall = bytesPerCall;
    }

    /** One call on one buffer. */
    private interface Pass {
        void over(ByteBuffer buffer);
    }

    double encryptBytesPerSecond() throws InterruptedException {
        return rate(buffer -> cipher.encrypt(0, buffer.duplicate(), buffer));
    }

    double decryptBytesPerSecond() throws InterruptedException {
        return rate(buffer -> cipher.decrypt(0, buffer.duplicate(), buffer));
    }

    private double rate(Pass pass) throws InterruptedException {
        AtomicLong bytes = new AtomicLong();
        CountDownLatch start = new CountDownLatch(threads);
        List<Thread> workers = new ArrayList<>();
        long[] elapsedNanos = new long[threads];
        for (int i = 0; i < threads; i++) {
            int index = i;
            Thread worker = new Thread(() -> elapsedNanos[index] = work(pass, start, bytes), "benchmark-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        long longestNanos = 1;
        for (int i = 0; i < threads; i++) {
            workers.get(i).join();
            longestNanos = Math.max(longestNanos, elapsedNanos[i]);
        }
        return bytes.get() * 1e9 / longestNanos;
    }

    /** Warms up, waits for the others, measures; returns the time taken. */
    private long work(Pass pass, CountDownLatch start, AtomicLong bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytesPerCall);
        repeat(pass, buffer, WARM_UP_NANOS);
        start.countDown();
        try {
            start.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
        long begin = System.nanoTime();
        bytes.addAndGet(repeat(pass, buffer, MEASURE_NANOS));
        return System.nanoTime() - begin;
    }

    private static long repeat(Pass pass, ByteBuffer buffer, long nanos) {
        long end = System.nanoTime() + nanos;
        long bytes = 0;
        do {
            buffer.clear();
            pass.over(buffer);
            bytes += buffer.capacity();
        } while (System.nanoTime() - end < 0);
        return bytes;
    }

    @Override
    public void close() {
        cipher.close();
    }
}
