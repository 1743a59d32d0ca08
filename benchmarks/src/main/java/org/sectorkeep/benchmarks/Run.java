// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsEngine;

/** Runs the benchmarks in one of two modes, prints a table with ratios, and writes all results as JSON. */
public final class Run {
    private Run() {}

    /** How much is measured. */
    private enum Mode {
        /** Two minutes: what is used, in runs of 64 KiB, one thread. */
        SHORT,
        /** Half an hour or more: every kernel, size of call and number of threads. */
        FULL
    }

    /**
     * Measures and prints.
     *
     * @param arguments {@code short} or {@code full}, and the file for the JSON
     * @throws RunnerException if a benchmark fails
     */
    public static void main(String[] arguments) throws RunnerException {
        Mode mode = arguments[0].equals("full") ? Mode.FULL : Mode.SHORT;
        double limit = XtsEngine.limitBytesPerSecond(XtsCipher.AES_XTS_256).orElse(Double.NaN) / 1e9;
        List<RunResult> results = new ArrayList<>();
        int cores = Runtime.getRuntime().availableProcessors();
        for (int threads : mode == Mode.FULL && cores > 1 ? new int[] {1, cores} : new int[] {1}) {
            Collection<RunResult> some =
                    new Runner(options(mode, threads, arguments[1]).build()).run();
            results.addAll(some);
        }
        ResultTable.print(results, limit);
    }

    private static ChainedOptionsBuilder options(Mode mode, int threads, String jsonFile) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("org\\.sectorkeep\\.benchmarks\\..*")
                .threads(threads)
                .jvmArgsAppend("-XX:MaxDirectMemorySize=2g")
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(jsonFile + (threads == 1 ? "" : "-" + threads + "-threads") + ".json")
                .param("implementation", implementations(mode).toArray(String[]::new));
        if (mode == Mode.FULL) {
            return options.param(
                    "bytesPerCall", SectorCipherBenchmark.ONE_UNIT, "4096", "65536", "1048576", "268435456");
        }
        return options.param("bytesPerCall", "65536")
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(300))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(200));
    }

    /** In the short mode the fastest of each of our engines, and ACCP. */
    private static List<String> implementations(Mode mode) {
        List<String> all = Passes.available();
        if (mode == Mode.FULL) {
            return all;
        }
        List<XtsEngine> engines = XtsEngine.available();
        String fastest = engines.get(engines.size() - 1).kernel();
        return all.stream()
                .filter(name -> name.startsWith("sunjce") || name.equals(fastest) || name.equals(Passes.ACCP))
                .toList();
    }
}
