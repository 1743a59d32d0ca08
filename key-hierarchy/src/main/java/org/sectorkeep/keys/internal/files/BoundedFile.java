// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a small file whole. */
public final class BoundedFile {
    private BoundedFile() {}

    /**
     * Reads a file, and never more than {@code maximumBytes} of it.
     *
     * @throws FileSystemException if it is longer or not a regular file
     */
    public static byte[] read(Path file, int maximumBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (!Files.isRegularFile(file)) { // a device or a pipe could keep us waiting
                throw new FileSystemException(file.toString(), null, "is not a regular file");
            }
            long sizeBytes = Files.size(file);
            byte[] content = sizeBytes > maximumBytes ? new byte[0] : in.readNBytes(maximumBytes);
            if (sizeBytes > maximumBytes || in.read() >= 0) {
                throw new FileSystemException(
                        file.toString(), null, "is longer than the " + maximumBytes + " bytes allowed");
            }
            return content;
        }
    }
}
