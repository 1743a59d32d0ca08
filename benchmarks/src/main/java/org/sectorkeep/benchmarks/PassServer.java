// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsEngine;

/**
 * Measures passes on request, line by line, as the program of {@code peers/peers.c} does: {@code NAME DATA-UNIT
 * BYTES-PER-CALL DIRECTION NANOS} is answered with bytes and nanoseconds, {@code limit} with bytes a second. Each
 * implementation gets a JVM of its own, for what one teaches the compiler makes others slower.
 */
public final class PassServer {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Asking for a thread's time takes about as long as 64 KiB. */
    private static final int BYTES_BETWEEN_CLOCKS = 8 << 20;

    private @Nullable Workload current;
    private @Nullable Pass pass;

    private PassServer() {}

    /**
     * Answers until its input ends.
     *
     * @param arguments none
     * @throws IOException if its input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        PassServer server = new PassServer();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            System.out.println(server.answer(line.split(" ", -1)));
        }
    }

    private String answer(String[] request) {
        if (request[0].equals("limit")) {
            return Double.toString(
                    XtsEngine.limitBytesPerSecond(XtsCipher.AES_XTS_256).orElse(Double.NaN));
        }
        Workload workload = new Workload(
                Integer.parseInt(request[1]),
                Integer.parseInt(request[2]),
                Workload.Direction.valueOf(request[3].toUpperCase(Locale.ROOT)));
        return measure(pass(request[0], workload), workload.bytesPerCall(), Long.parseLong(request[4]));
    }

    private static String measure(Pass pass, int bytesPerCall, long nanos) {
        int callsAtOnce = Math.max(1, BYTES_BETWEEN_CLOCKS / bytesPerCall);
        long startNanos = THREADS.getCurrentThreadCpuTime();
        long elapsedNanos;
        long bytes = 0;
        do {
            for (int call = 0; call < callsAtOnce; call++) {
                pass.run();
            }
            bytes += (long) callsAtOnce * bytesPerCall;
            elapsedNanos = THREADS.getCurrentThreadCpuTime() - startNanos;
        } while (elapsedNanos < nanos);
        return bytes + " " + elapsedNanos;
    }

    /** The last workload stays open. */
    private Pass pass(String implementation, Workload workload) {
        Pass open = pass;
        if (open == null || !workload.equals(current)) {
            if (open != null) {
                open.close();
            }
            open = Passes.open(implementation, workload);
            pass = open;
            current = workload;
        }
        return open;
    }
}
