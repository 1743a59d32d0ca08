// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sectorkeep.crypto.XtsEngine;

/**
 * Prints, as Markdown, how fast our engines and their peers encrypt sectors in memory. Contenders take turns, some
 * milliseconds each, and every figure is a median of nine turns, so that what else the machine does meets all alike.
 */
public final class ComparePeers {
    private static final int ROUNDS = 9;
    private static final long TURN_NANOS = 12_000_000;
    private static final long WARM_UP_NANOS = 500_000_000;
    private static final int[] CALL_BYTES = {0, 65536, 1 << 20, 256 << 20}; // 0: one data unit
    private static final String LIMIT = "limit";

    /** Figures of what is not there. */
    private static final double[] ABSENT = absent();

    private final List<Contender> contenders = new ArrayList<>();

    /** The fastest kernel; without a native engine one that appears in no table. */
    private final String nativeKernel;

    private ComparePeers(String program) throws IOException {
        List<XtsEngine> engines = XtsEngine.available();
        for (XtsEngine engine : engines) {
            if (engine.name().equals("java")) {
                add(engine.kernel());
            }
        }
        XtsEngine fastest = engines.get(engines.size() - 1);
        nativeKernel = fastest.name().equals("native") ? fastest.kernel() : "none";
        if (fastest.name().equals("native")) {
            add(nativeKernel);
        }
        if (AccpPass.isAvailable()) {
            add(Passes.ACCP);
        }
        for (String library : List.of("openssl", "libgcrypt")) {
            contenders.add(new Contender(library, List.of(program)));
        }
    }

    /** The same Java with the same options, for one implementation alone. */
    private void add(String implementation) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PassServer.class.getName()));
        contenders.add(new Contender(implementation, command));
    }

    /**
     * Measures and prints.
     *
     * @param arguments the program made of {@code peers/peers.c}
     * @throws IOException if it cannot be started
     */
    public static void main(String[] arguments) throws IOException {
        ComparePeers comparison = new ComparePeers(arguments[0]);
        System.out.printf(
                "Java %s (%s); %s; %s%n%n",
                Runtime.version(),
                System.getProperty("java.vm.name"),
                comparison.contenders.get(comparison.contenders.size() - 1).versions(),
                comparison.contenders.stream().map(Contender::name).toList());
        comparison.printHeading();
        for (int dataUnitBytes : new int[] {512, 4096}) {
            for (int callBytes : CALL_BYTES) {
                for (Workload.Direction direction : Workload.Direction.values()) {
                    comparison.measure(
                            new Workload(dataUnitBytes, callBytes == 0 ? dataUnitBytes : callBytes, direction));
                }
            }
        }
    }

    private void printHeading() {
        List<String> columns = new ArrayList<>(List.of("data unit", "call", "", LIMIT));
        contenders.forEach(contender -> columns.add(contender.name()));
        columns.addAll(List.of("native ÷ limit", "native ÷ best other", "java ÷ ACCP", "java-vector ÷ ACCP"));
        System.out.println("| " + String.join(" | ", columns) + " |");
        System.out.println("|" + "---:|".repeat(columns.size()));
    }

    private void measure(Workload workload) {
        for (Contender contender : contenders) {
            contender.bytesPerSecond(workload, WARM_UP_NANOS);
        }
        Map<String, double[]> rates = new LinkedHashMap<>();
        double[] limits = absent();
        rates.put(LIMIT, limits);
        for (int round = 0; round < ROUNDS; round++) {
            for (Contender contender : contenders) {
                if (contender.name().equals(nativeKernel)) {
                    limits[round] = contender.limitBytesPerSecond() / 1e9;
                }
                double[] turns = rates.computeIfAbsent(contender.name(), name -> new double[ROUNDS]);
                turns[round] = contender.bytesPerSecond(workload, TURN_NANOS) / 1e9;
            }
        }
        print(workload, rates);
    }

    private void print(Workload workload, Map<String, double[]> rates) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(workload.dataUnitBytes()));
        cells.add(Integer.toString(workload.bytesPerCall()));
        cells.add(workload.direction().name().toLowerCase(Locale.ROOT));
        rates.values().forEach(each -> cells.add(number(median(each))));
        double[] ours = rates.getOrDefault(nativeKernel, ABSENT);
        double[] accp = rates.getOrDefault(Passes.ACCP, ABSENT);
        cells.add(number(ratio(ours, rates.getOrDefault(LIMIT, ABSENT))));
        cells.add(number(ratio(ours, bestOther(rates))));
        cells.add(number(ratio(rates.getOrDefault("sunjce-ecb", ABSENT), accp)));
        cells.add(number(ratio(rates.getOrDefault("sunjce-ecb-vector", ABSENT), accp)));
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    /** Round by round, the best of what others wrote. */
    private static double[] bestOther(Map<String, double[]> rates) {
        double[] best = new double[ROUNDS];
        for (String name : List.of(Passes.ACCP, "openssl", "libgcrypt")) {
            double[] each = rates.getOrDefault(name, new double[ROUNDS]);
            Arrays.setAll(best, round -> Math.max(best[round], each[round]));
        }
        return best;
    }

    /** The median of the rounds' ratios, for neighbours in time had the same machine. */
    private static double ratio(double[] of, double[] to) {
        double[] ratios = new double[ROUNDS];
        Arrays.setAll(ratios, round -> of[round] / to[round]);
        return median(ratios);
    }

    private static double[] absent() {
        double[] turns = new double[ROUNDS];
        Arrays.fill(turns, Double.NaN);
        return turns;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }
}
