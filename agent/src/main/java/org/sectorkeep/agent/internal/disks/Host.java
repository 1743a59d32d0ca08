// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.sectorkeep.agent.AgentConfig;
import org.sectorkeep.agent.FailureWords;
import org.sectorkeep.agent.LockReason;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.nbd.NbdExports;

/**
 * What all disks of an agent share.
 *
 * @param keys the keys of this host
 * @param exports what NBD clients see
 * @param retry when what is locked is tried again
 * @param timer runs what is tried again
 * @param words puts failures into words
 * @param log told of each event in one line
 * @param meters counts
 */
public record Host(
        HostKeys keys,
        NbdExports exports,
        AgentConfig.Retry retry,
        ScheduledExecutorService timer,
        FailureWords words,
        Consumer<String> log,
        Meters meters) {
    /** Counts what happens to disks. */
    public interface Meters {
        /** Counts the calls of one export. */
        IoMeter of(String export);

        /** A disk was locked. */
        void locked(LockReason reason);
    }
}
