// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/** What runs in this JVM. Keeps the last workload open. */
final class PassContender implements Contender {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Asking for a thread's time takes about as long as 64 KiB. */
    private static final int BYTES_BETWEEN_CLOCKS = 8 << 20;

    private final String implementation;
    private @Nullable Workload current;
    private @Nullable Pass pass;

    PassContender(String implementation) {
        this.implementation = implementation;
    }

    @Override
    public String name() {
        return implementation;
    }

    @Override
    public double bytesPerSecond(Workload workload, long nanos) {
        Pass running = pass(workload);
        int callsAtOnce = Math.max(1, BYTES_BETWEEN_CLOCKS / workload.bytesPerCall());
        long startNanos = THREADS.getCurrentThreadCpuTime();
        long elapsedNanos;
        double bytes = 0;
        do {
            for (int call = 0; call < callsAtOnce; call++) {
                running.run();
            }
            bytes += (double) callsAtOnce * workload.bytesPerCall();
            elapsedNanos = THREADS.getCurrentThreadCpuTime() - startNanos;
        } while (elapsedNanos < nanos);
        return bytes * 1e9 / elapsedNanos;
    }

    private Pass pass(Workload workload) {
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
