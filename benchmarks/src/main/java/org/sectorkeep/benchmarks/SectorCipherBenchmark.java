// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

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

/** AES-256-XTS in memory: each of our kernels, and what else there is for Java. Divide {@code bytesPerCall} by the time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up method before anything else
public class SectorCipherBenchmark {
    /** What {@link #bytesPerCall} says for a call of one data unit. */
    static final String ONE_UNIT = "unit";

    /** A kernel's name as {@code XtsEngine.kernel()} gives it, or a peer. */
    @Param({"sunjce-ecb", "sunjce-ecb-vector", "aes-ni", "vaes-256", "vaes-512", "accp", "bouncy-castle"})
    public String implementation = "";

    /** Bytes of a data unit. */
    @Param({"512", "4096"})
    public int dataUnitBytes;

    /** Bytes of the run that one call encrypts, or {@code unit}: one data unit. */
    @Param({ONE_UNIT, "65536", "1048576"})
    public String bytesPerCall = "";

    /** Which way: {@code ENCRYPT} or {@code DECRYPT}. */
    @Param({"ENCRYPT", "DECRYPT"})
    public String direction = "";

    private Pass pass;

    /** Makes a cipher, or fails where this CPU or platform lacks it. */
    @Setup(Level.Trial)
    public void open() {
        int bytes = bytesPerCall.equals(ONE_UNIT) ? dataUnitBytes : Integer.parseInt(bytesPerCall);
        pass = Passes.open(implementation, new Workload(dataUnitBytes, bytes, Workload.Direction.valueOf(direction)));
    }

    /** One run of data units. */
    @Benchmark
    public void run() {
        pass.run();
    }

    /** Wipes the key. */
    @TearDown(Level.Trial)
    public void close() {
        pass.close();
    }
}
