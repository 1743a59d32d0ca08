// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;

/** A disk on which something is done while it is used. Thread-safe; {@link #close} stops what is done, and waits for that. */
public interface OnlineOperation extends BlockDevice {
    /**
     * Does what is left to be done, and blocks until then. Afterwards the disk can be used on until it is closed.
     *
     * @return what came of it
     * @throws OperationStoppedException if it was stopped by its listener, an interrupt of the thread or {@link #close},
     *     or by a failure to read or write
     * @throws DiskClosedException if the disk is closed
     * @throws IOException for the reasons of the operation
     */
    InPlaceResult run() throws IOException;
}
