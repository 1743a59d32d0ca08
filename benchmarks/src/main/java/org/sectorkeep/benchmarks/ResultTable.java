// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/** JMH's results as a table for people: GB/s instead of nanoseconds, and ratios, where a benchmark moves bytes. */
final class ResultTable {
    private ResultTable() {}

    /** {@code limitGbps}: of one core, for AES-256. */
    static void print(Collection<RunResult> results, double limitGbps) {
        Map<String, Double> ofAccp = new HashMap<>();
        for (RunResult result : results) {
            if (Passes.ACCP.equals(result.getParams().getParam("implementation"))) {
                ofAccp.put(workload(result.getParams()), gbps(result));
            }
        }
        System.out.printf(Locale.ROOT, "%nAES-256 limit of a core: %.1f GB/s%n%n", limitGbps);
        System.out.printf("%-78s %7s %14s %9s %7s%n", "benchmark", "threads", "ns a call", "of limit", "÷ ACCP");
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            double gbps = gbps(result);
            System.out.printf(
                    Locale.ROOT,
                    "%-78s %7d %14.0f %s%n",
                    name(params),
                    params.getThreads(),
                    result.getPrimaryResult().getScore(),
                    Double.isNaN(gbps)
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "%9.2f %7s  %.2f GB/s",
                                    gbps / limitGbps / params.getThreads(),
                                    ratio(gbps, ofAccp.get(workload(params))),
                                    gbps));
        }
    }

    private static String ratio(double gbps, @Nullable Double ofAccp) {
        return ofAccp == null ? "-" : String.format(Locale.ROOT, "%.2f", gbps / ofAccp);
    }

    private static String name(BenchmarkParams params) {
        String method = params.getBenchmark().replace("org.sectorkeep.benchmarks.", "");
        return params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining(" ", method + " ", ""));
    }

    /** All that distinguishes a result but the implementation. */
    private static String workload(BenchmarkParams params) {
        return name(params).replace(String.valueOf(params.getParam("implementation")), "") + params.getThreads();
    }

    /** NaN where the benchmark does not say how many bytes a call moves. */
    private static double gbps(RunResult result) {
        BenchmarkParams params = result.getParams();
        String bytes = params.getParam("bytesPerCall");
        if (bytes == null) {
            return Double.NaN;
        }
        double bytesPerCall = Double.parseDouble(
                bytes.equals(SectorCipherBenchmark.ONE_UNIT) ? params.getParam("dataUnitBytes") : bytes);
        return bytesPerCall * params.getThreads() / result.getPrimaryResult().getScore();
    }
}
