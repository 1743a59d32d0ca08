// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Keeps the last line of the audit log in the directory, once a minute, for as long as the process runs. */
final class AuditHeadKeeper {
    private static final long PERIOD_SECONDS = 60;

    private AuditHeadKeeper() {}

    static void begin(Context context) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "keep-audit-head");
            thread.setDaemon(true);
            return thread;
        });
        Future<?> unused = timer.scheduleWithFixedDelay(
                context.accounting()::keepHeadNow, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }
}
