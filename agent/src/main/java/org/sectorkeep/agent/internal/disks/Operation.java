// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sectorkeep.engine.ProgressListener;

/** An operation on a disk that is served: how far it is, and whether it goes on. Thread-safe. */
public final class Operation implements ProgressListener {
    /** What is done to the disk. */
    public enum Kind {
        ENCRYPT,
        DECRYPT,
        REKEY,
        /** To another device. */
        MOVE;

        /** As the disk's descriptor begins its name for it. */
        static Kind ofName(String name) {
            String upper = name.toUpperCase(Locale.ROOT);
            for (Kind kind : values()) {
                if (upper.startsWith(kind.name())) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("an operation '" + name + "' is unknown");
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private volatile long doneBytes;
    private volatile long totalBytes;
    private volatile boolean stopped;
    private volatile CountDownLatch ended = new CountDownLatch(0);

    Operation(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public long doneBytes() {
        return doneBytes;
    }

    /** 0 as long as it is not known. */
    public long totalBytes() {
        return totalBytes;
    }

    /** Whether content is being rewritten now. */
    public boolean isRunning() {
        return ended.getCount() > 0;
    }

    @Override
    public void progress(long done, long total) {
        totalBytes = total;
        doneBytes = done;
    }

    @Override
    public boolean isCancelled() {
        return stopped;
    }

    void begin() {
        stopped = false;
        ended = new CountDownLatch(1);
    }

    void stop() {
        stopped = true;
    }

    void end() {
        ended.countDown();
    }

    /** Waits until nothing is rewritten any more; answers whether that was so in time. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }
}
