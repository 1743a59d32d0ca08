// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;

/** The file system has not the space that the operation needs. Found before anything was written. */
public final class NotEnoughSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long requiredBytes;
    private final long availableBytes;

    NotEnoughSpaceException(Path folder, long requiredBytes, long availableBytes) {
        super("not enough space in '" + folder + "': " + requiredBytes + " bytes needed, " + availableBytes
                + " available");
        this.requiredBytes = requiredBytes;
        this.availableBytes = availableBytes;
    }

    /**
     * What the operation needs.
     *
     * @return bytes
     */
    public long requiredBytes() {
        return requiredBytes;
    }

    /**
     * What the file system has.
     *
     * @return bytes
     */
    public long availableBytes() {
        return availableBytes;
    }
}
