// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sectorkeep.engine.OperationStoppedException;
import org.sectorkeep.engine.datastore.DatastoreStoppedException;
import org.sectorkeep.engine.vm.VmStoppedException;

/**
 * Runs one copy or operation in place with its progress, and sees to it that an interrupt (Ctrl-C, SIGTERM) lets the copy
 * remove what it made, and the operation finish its window, before the process ends.
 */
final class CopyRun {
    private static final long CLEAN_UP_SECONDS = 30;

    /** What the caller gets to say why it stopped; then it waits for the end of the process. */
    private static final long MESSAGE_MILLIS = 500;

    private CopyRun() {}

    /** A copy that reports to the meter and stops when it says so. */
    interface Copy<R> {
        R run(ProgressMeter meter) throws IOException;
    }

    static <R> R run(Context context, Copy<R> copy) throws IOException {
        CountDownLatch cleanedUp = new CountDownLatch(1);
        AtomicBoolean resumable = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        try (ProgressMeter meter = context.progress()) {
            Thread onInterrupt = new Thread(() -> stop(meter, cleanedUp, resumable, caller), "stop-copy");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try {
                return copy.run(meter);
            } catch (OperationStoppedException | VmStoppedException | DatastoreStoppedException e) {
                resumable.set(true);
                throw e;
            } finally {
                cleanedUp.countDown();
                remove(onInterrupt);
            }
        }
    }

    private static void stop(ProgressMeter meter, CountDownLatch cleanedUp, AtomicBoolean resumable, Thread caller) {
        meter.cancel();
        try {
            if (!cleanedUp.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
                Thread.currentThread().interrupt();
            }
            if (resumable.get()) {
                caller.join(MESSAGE_MILLIS);
                // The signal's own exit code would not tell that the operation can be resumed.
                Runtime.getRuntime().halt(ExitCode.UNFINISHED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook is running and waits for this thread.
        }
    }
}
