// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.util.concurrent.atomic.AtomicInteger;

/** How many threads of a server are at work on requests, beside how many processors there are. Thread-safe. */
public final class Processors {
    private final int count = Runtime.getRuntime().availableProcessors();
    private final AtomicInteger working = new AtomicInteger();

    /** A thread has a request now. */
    void begin() {
        working.incrementAndGet();
    }

    /** It was answered. */
    void end() {
        working.decrementAndGet();
    }

    /** Whether one more thread would have to wait for a processor. */
    boolean areBusy() {
        return working.get() >= count;
    }
}
