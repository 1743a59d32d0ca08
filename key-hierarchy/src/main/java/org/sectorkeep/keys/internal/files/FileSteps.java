// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The changes to a file system that a crash may fall between, one by one. */
public interface FileSteps {
    /** Makes a folder that only its owner may enter (mode 0700). */
    void createFolder(Path folder) throws IOException;

    /** Makes a file that only its owner may read (mode 0600); refuses one that exists. Nothing is forced. */
    void write(Path newFile, ByteBuffer content) throws IOException;

    /** Forces a file's content to the device. */
    void force(Path file) throws IOException;

    /** Renames a file or folder in one step; a file in its place is replaced. */
    void rename(Path from, Path to) throws IOException;

    /** Forces a folder's entries to the device. */
    void forceFolder(Path folder) throws IOException;

    /** Forces the folder that a file or folder is in. */
    default void forceParent(Path entry) throws IOException {
        Path parent = entry.toAbsolutePath().getParent();
        if (parent != null) {
            forceFolder(parent);
        }
    }

    /** Deletes a file or an empty folder, if it is there. */
    void delete(Path path) throws IOException;
}
