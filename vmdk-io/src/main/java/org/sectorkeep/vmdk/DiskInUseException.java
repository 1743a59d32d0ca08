// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.file.Path;

/** A file of a disk is held by another program, or by this process. */
public final class DiskInUseException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean heldByThisProcess;

    private DiskInUseException(String message, boolean heldByThisProcess) {
        super(message);
        this.heldByThisProcess = heldByThisProcess;
    }

    /**
     * The file is open in this process, in a way that excludes the one asked for.
     *
     * @param path the file
     * @return the exception
     */
    public static DiskInUseException byThisProcess(Path path) {
        return new DiskInUseException("'" + path + "' is in use by this process", true);
    }

    /**
     * Another program holds a lock on the file.
     *
     * @param path the file
     * @return the exception
     */
    public static DiskInUseException byAnotherProgram(Path path) {
        return new DiskInUseException("'" + path + "' is in use by another program", false);
    }

    /**
     * Tells who holds the file.
     *
     * @return true for this process, false for another program
     */
    public boolean heldByThisProcess() {
        return heldByThisProcess;
    }
}
