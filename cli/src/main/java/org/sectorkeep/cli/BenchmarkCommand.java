// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretMemory;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmark}: how fast this machine encrypts sectors in memory, beside what its CPU could do at best, and why native
 * is off if it is. */
@Command(name = "benchmark", description = "Measures AES-XTS in memory: engines, data units, threads, in GB/s.")
final class BenchmarkCommand implements Callable<Integer> {
    private static final int BYTES_PER_CALL = 1 << 20;

    private final Context context;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Option(names = "--all-kernels", description = "every kernel of this CPU, not only those that are used")
    private boolean allKernels;

    BenchmarkCommand(Context context) {
        this.context = context;
    }

    /** One line of the table; the names are those of the JSON contract. */
    @SuppressWarnings("unused") // read by Gson
    private record Row(
            String engine,
            String kernel,
            String cipher,
            int dataUnitBytes,
            int bytesPerCall,
            int threads,
            double encryptGBps,
            double decryptGBps,
            @Nullable Double limitGBps) {}

    @Override
    public Integer call() throws InterruptedException, UsageException {
        context.prepareForKeys();
        List<Row> rows = measure();
        @Nullable String nativeUnavailable = XtsEngine.nativeUnavailable().orElse(null);
        if (json) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("results", rows);
            object.put("nativeUnavailable", nativeUnavailable);
            context.terminal().resultText(Json.text(object));
        } else {
            print(rows, nativeUnavailable);
        }
        return ExitCode.DONE;
    }

    private List<Row> measure() throws InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        int[] threadCounts = cores == 1 ? new int[] {1} : new int[] {1, cores};
        List<Row> rows = new ArrayList<>();
        for (XtsEngine engine : engines()) {
            measure(engine, XtsCipher.AES_XTS_256, DataUnit.BYTES_512, 1); // thrown away: its code is being compiled
            for (XtsCipher cipher : XtsCipher.values()) {
                for (DataUnit unit : DataUnit.values()) {
                    for (int threads : threadCounts) {
                        rows.add(measure(engine, cipher, unit, threads));
                    }
                }
            }
        }
        return rows;
    }

    /** The fastest of the Java and of the native engine (each has its fastest last), or all kernels. */
    private List<XtsEngine> engines() {
        List<XtsEngine> available = XtsEngine.available();
        if (allKernels) {
            return available;
        }
        Map<String, XtsEngine> fastest = new LinkedHashMap<>();
        available.forEach(engine -> fastest.put(engine.name(), engine));
        return List.copyOf(fastest.values());
    }

    private static Row measure(XtsEngine engine, XtsCipher cipher, DataUnit unit, int threads)
            throws InterruptedException {
        try (ThroughputMeter meter = new ThroughputMeter(engine, cipher, unit, BYTES_PER_CALL, threads)) {
            ThroughputMeter.Rate encrypt = meter.encrypt();
            ThroughputMeter.Rate decrypt = meter.decrypt();
            double limitGBps = (encrypt.limitBytesPerSecond() + decrypt.limitBytesPerSecond()) / 2e9;
            return new Row(
                    engine.name(),
                    engine.kernel(),
                    cipher.label(),
                    unit.bytes(),
                    BYTES_PER_CALL,
                    threads,
                    encrypt.bytesPerSecond() / 1e9,
                    decrypt.bytesPerSecond() / 1e9,
                    limitGBps == 0 ? null : limitGBps);
        }
    }

    private static String share(double rate, @Nullable Double limit) {
        return limit == null ? "   -" : String.format(Locale.ROOT, "%3.0f%%", 100 * rate / limit);
    }

    private void print(List<Row> rows, @Nullable String nativeUnavailable) {
        Terminal terminal = context.terminal();
        terminal.result(String.format(
                "%-7s %-17s %-11s %9s %7s  %-16s %-16s %5s",
                "engine",
                "kernel",
                "cipher",
                "data unit",
                "threads",
                "encrypt, of limit",
                "decrypt, of limit",
                "limit"));
        for (Row row : rows) {
            terminal.result(String.format(
                    Locale.ROOT,
                    "%-7s %-17s %-11s %9d %7d  %6.2f GB/s %s  %6.2f GB/s %s  %5s",
                    row.engine,
                    row.kernel,
                    row.cipher,
                    row.dataUnitBytes,
                    row.threads,
                    row.encryptGBps,
                    share(row.encryptGBps, row.limitGBps),
                    row.decryptGBps,
                    share(row.decryptGBps, row.limitGBps),
                    row.limitGBps == null ? "-" : String.format(Locale.ROOT, "%.1f", row.limitGBps)));
        }
        terminal.result(
                "in memory, in calls of 1 MiB; limit: the AES instructions of this CPU and nothing else, all threads");
        terminal.result(
                nativeUnavailable == null
                        ? "in use: " + XtsEngine.selected().name() + " (" + XtsEngine.selectionReason() + ")"
                        : "native engine off: " + nativeUnavailable);
        SecretMemory.Status memory = SecretMemory.status();
        terminal.result(memory.locked() ? "key memory: locked" : "key memory: NOT locked: " + memory.reason());
    }
}
