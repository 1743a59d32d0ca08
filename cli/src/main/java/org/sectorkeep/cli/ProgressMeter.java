// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.sectorkeep.engine.ProgressListener;

/**
 * Shows how far a copy is, on standard error, and carries a cancellation to it. Safe for the threads of a copy: whoever
 * comes when a line is due writes it, nobody waits.
 */
final class ProgressMeter implements ProgressListener, AutoCloseable {
    private static final long PERIOD_NANOS = 200_000_000L;

    private final Terminal terminal;
    private final ProgressMode mode;
    private final long startNanos = System.nanoTime();
    private final AtomicLong nextNanos = new AtomicLong(startNanos + PERIOD_NANOS);
    private volatile boolean cancelled;

    ProgressMeter(Terminal terminal, ProgressMode mode) {
        this.terminal = terminal;
        this.mode = mode;
    }

    @Override
    public void progress(long doneBytes, long totalBytes) {
        if (mode == ProgressMode.none) {
            return;
        }
        long now = System.nanoTime();
        long due = nextNanos.get();
        boolean last = doneBytes == totalBytes && mode == ProgressMode.json;
        if ((now - due >= 0 && nextNanos.compareAndSet(due, now + PERIOD_NANOS)) || last) {
            show(doneBytes, totalBytes, Math.max(1, now - startNanos));
        }
    }

    private void show(long doneBytes, long totalBytes, long elapsedNanos) {
        double bytesPerSecond = doneBytes * 1e9 / elapsedNanos;
        long leftSeconds = bytesPerSecond < 1 ? 0 : Math.round((totalBytes - doneBytes) / bytesPerSecond);
        if (mode == ProgressMode.json) {
            terminal.errorLine(String.format(
                    Locale.ROOT,
                    "{\"doneBytes\":%d,\"totalBytes\":%d,\"bytesPerSecond\":%.0f,\"secondsLeft\":%d}",
                    doneBytes,
                    totalBytes,
                    bytesPerSecond,
                    leftSeconds));
        } else {
            terminal.progress(String.format(
                    Locale.ROOT,
                    "%3d %%  %s of %s  %s/s  %s left",
                    totalBytes == 0 ? 100 : Math.round(100.0 * doneBytes / totalBytes),
                    Sizes.bytes(doneBytes),
                    Sizes.bytes(totalBytes),
                    Sizes.bytes((long) bytesPerSecond),
                    Sizes.duration(leftSeconds)));
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    void cancel() {
        cancelled = true;
    }

    @Override
    public void close() {
        if (mode == ProgressMode.auto) {
            terminal.progress("");
        }
    }
}
