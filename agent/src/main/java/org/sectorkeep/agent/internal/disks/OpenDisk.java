// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.sectorkeep.engine.BlockDevice;

/**
 * A disk that is open.
 *
 * @param device the disk in the clear
 * @param facts what its files say
 * @param leases its KEKs
 * @param operation what is unfinished on it
 */
record OpenDisk(BlockDevice device, DiskFacts facts, Leases leases, Optional<Operation> operation)
        implements Closeable {
    /** Waits for running calls, forces what was written, and lets go of all keys, these even if forcing fails. */
    @Override
    public void close() throws IOException {
        try (leases) {
            device.close();
        }
    }
}
