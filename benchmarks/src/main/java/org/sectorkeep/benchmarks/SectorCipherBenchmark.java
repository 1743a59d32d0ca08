// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsEngine;
import org.sectorkeep.crypto.XtsKey;

/** AES-256-XTS in place in direct memory: each kernel, data unit and call size. Divide {@code bytesPerCall} by the time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up method before anything else
public class SectorCipherBenchmark {
    /** A kernel's name as {@code XtsEngine.kernel()} gives it. */
    @Param({"sunjce-ecb", "aes-ni", "vaes-256", "vaes-512"})
    public String kernel = "";

    /** Bytes of a data unit. */
    @Param({"512", "4096"})
    public int dataUnitBytes;

    /** Bytes of the run that one call encrypts. */
    @Param({"4096", "65536", "1048576"})
    public int bytesPerCall;

    private SectorCipher cipher;
    private ByteBuffer buffer;

    /** Makes a cipher of the kernel, or fails where this CPU lacks it. */
    @Setup(Level.Trial)
    public void open() {
        XtsEngine engine = XtsEngine.available().stream()
                .filter(candidate -> candidate.kernel().equals(kernel))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no kernel '" + kernel + "' here: "
                        + XtsEngine.nativeUnavailable().orElse("the CPU lacks it")));
        try (XtsKey key = XtsKey.generate(XtsCipher.AES_XTS_256)) {
            cipher = engine.cipher(key, DataUnit.ofBytes(dataUnitBytes));
        }
        buffer = ByteBuffer.allocateDirect(bytesPerCall);
    }

    /** Encrypts one run. */
    @Benchmark
    public ByteBuffer encrypt() {
        buffer.clear();
        cipher.encrypt(0, buffer, buffer);
        return buffer;
    }

    /** Decrypts one run. */
    @Benchmark
    public ByteBuffer decrypt() {
        buffer.clear();
        cipher.decrypt(0, buffer, buffer);
        return buffer;
    }

    /** Wipes the key. */
    @TearDown(Level.Trial)
    public void close() {
        cipher.close();
    }
}
