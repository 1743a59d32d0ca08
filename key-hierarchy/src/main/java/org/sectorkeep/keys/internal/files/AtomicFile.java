// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Replaces a whole file so that a crash leaves the old or the new one. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes a temporary file beside the target, forces it, renames it over the target and forces the folder. The caller
     * holds a lock that keeps other writers of the same target away, so the temporary name is always the same and what a
     * crash left of it is removed here.
     */
    public static void replace(FileSteps steps, Path target, ByteBuffer content) throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".new");
        steps.delete(temporary);
        writeThrough(steps, temporary, target, content);
    }

    /** As {@link #replace}, without a lock: the temporary name is made unique, and removed if anything fails. */
    public static void replaceUnlocked(FileSteps steps, Path target, String uniqueSuffix, ByteBuffer content)
            throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + uniqueSuffix);
        try {
            writeThrough(steps, temporary, target, content);
        } catch (IOException e) {
            deleteSuppressed(steps, temporary, e);
            throw e;
        }
    }

    private static void writeThrough(FileSteps steps, Path temporary, Path target, ByteBuffer content)
            throws IOException {
        try {
            steps.write(temporary, content);
            steps.force(temporary);
        } catch (FileSystemException e) {
            throw e; // names a file
        } catch (IOException e) {
            throw new IOException("cannot write '" + target + "': " + e.getMessage(), e);
        }
        steps.rename(temporary, target);
        steps.forceParent(target);
    }

    private static void deleteSuppressed(FileSteps steps, Path temporary, IOException failure) {
        try {
            steps.delete(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
