// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a public text to a file of the user's, whole or not at all. */
final class PemOutput {
    private PemOutput() {}

    /** Makes the text; called only once the file may be written. */
    @FunctionalInterface
    interface Text {
        String make() throws IOException;
    }

    static void write(Path target, boolean replace, Text text) throws IOException {
        if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path folder = target.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, ".sectorkeep-", ".pem");
        try {
            write(temporary, target, text.make());
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void write(Path temporary, Path target, String text) throws IOException {
        try {
            Files.writeString(temporary, text);
        } catch (FileSystemException e) {
            throw e; // names a file
        } catch (IOException e) {
            throw new IOException("cannot write '" + target + "': " + e.getMessage(), e);
        }
    }
}
