// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsEngine;
import org.sectorkeep.crypto.XtsKey;

/**
 * Encrypts and decrypts memory in place, in one or more threads, and tells the rate. Time is cut into slices, each of them
 * next to a measurement of the CPU's limit; medians keep what else the machine does out of both.
 */
final class ThroughputMeter implements AutoCloseable {
    private static final long WARM_UP_NANOS = 80_000_000L;
    private static final long SLICE_NANOS = 5_000_000L;
    private static final int SLICES = 25;

    private final SectorCipher cipher;
    private final XtsCipher algorithm;
    private final int threads;
    private final int bytesPerCall;

    ThroughputMeter(XtsEngine engine, XtsCipher algorithm, DataUnit unit, int bytesPerCall, int threads) {
        try (XtsKey key = XtsKey.generate(algorithm)) {
            this.cipher = engine.cipher(key, unit);
        }
        this.algorithm = algorithm;
        this.threads = threads;
        this.bytesPerCall = bytesPerCall;
    }

    /** Of all threads together; the limit is 0 where it cannot be measured. */
    record Rate(double bytesPerSecond, double limitBytesPerSecond) {
        Rate plus(Rate other) {
            return new Rate(bytesPerSecond + other.bytesPerSecond, limitBytesPerSecond + other.limitBytesPerSecond);
        }
    }

    /** One call on one buffer. */
    private interface Pass {
        void over(ByteBuffer buffer);
    }

    Rate encrypt() throws InterruptedException {
        return rate(buffer -> cipher.encrypt(0, buffer, buffer));
    }

    Rate decrypt() throws InterruptedException {
        return rate(buffer -> cipher.decrypt(0, buffer, buffer));
    }

    private Rate rate(Pass pass) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(threads);
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Worker worker = new Worker(pass, start);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        Rate sum = new Rate(0, 0);
        for (Worker worker : workers) {
            worker.join();
            sum = sum.plus(worker.rate);
        }
        return sum;
    }

    /** Warms up, waits for the others, measures. */
    private final class Worker extends Thread {
        private final Pass pass;
        private final CountDownLatch start;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(bytesPerCall);
        private Rate rate = new Rate(0, 0); // read after the end of this thread

        Worker(Pass pass, CountDownLatch start) {
            super("benchmark");
            this.pass = pass;
            this.start = start;
        }

        @Override
        public void run() {
            bytesPerSecond(WARM_UP_NANOS);
            start.countDown();
            try {
                start.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            double[] rates = new double[SLICES];
            double[] limits = new double[SLICES];
            for (int i = 0; i < SLICES; i++) {
                limits[i] = XtsEngine.limitBytesPerSecond(algorithm).orElse(0);
                rates[i] = bytesPerSecond(SLICE_NANOS);
            }
            rate = new Rate(median(rates), median(limits));
        }

        private double bytesPerSecond(long nanos) {
            long startNanos = System.nanoTime();
            long elapsedNanos;
            long bytes = 0;
            do {
                buffer.clear();
                pass.over(buffer);
                bytes += bytesPerCall;
                elapsedNanos = System.nanoTime() - startNanos;
            } while (elapsedNanos < nanos);
            return bytes * 1e9 / elapsedNanos;
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    @Override
    public void close() {
        cipher.close();
    }
}
