// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.security.SecureRandom;
import org.sectorkeep.agent.AgentConfig;

/** How long to wait before the next attempt: twice as long as before, up to a bound, less a random part of up to half. */
final class Backoff {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AgentConfig.Retry retry;
    private long nextMillis;

    Backoff(AgentConfig.Retry retry) {
        this.retry = retry;
        reset();
    }

    /** Begins anew. */
    void reset() {
        nextMillis = retry.first().toMillis();
    }

    /** The time before the next attempt. */
    long nextMillis() {
        long full = nextMillis;
        nextMillis = Math.min(retry.most().toMillis(), full * 2);
        return full - (long) (RANDOM.nextDouble() * full / 2);
    }
}
