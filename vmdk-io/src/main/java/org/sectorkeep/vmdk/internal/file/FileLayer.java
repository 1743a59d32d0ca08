// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

import java.io.IOException;
import java.nio.file.Path;

/** Everything this room does that changes files, behind one door, so that tests can record it and make it fail. */
public interface FileLayer {
    /**
     * Opens an existing file. In {@link LockMode#SHARED} mode nothing can be written through it, though the descriptor
     * below is opened for writing where possible, since only that can find out about QEMU's locks.
     */
    RandomFile open(Path path, LockMode mode) throws IOException;

    /** Creates a file that must not exist, for reading and writing, for its owner alone. */
    RandomFile create(Path path) throws IOException;

    /** Renames within a folder; an existing target is replaced in the same step. */
    void replace(Path source, Path target) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path path) throws IOException;

    /** Returns once the names in the folder have reached the storage. */
    void forceFolder(Path folder) throws IOException;
}
