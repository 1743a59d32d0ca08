// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The file system itself. */
public final class SystemFileSteps implements FileSteps {
    @Override
    public void createFolder(Path folder) throws IOException {
        Files.createDirectory(folder, OwnerOnly.folderMode(folder));
    }

    @Override
    public void write(Path newFile, ByteBuffer content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                newFile,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                OwnerOnly.fileMode(newFile))) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
        }
    }

    @Override
    public void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        if (OwnerOnly.isPosix(folder)) { // elsewhere a folder cannot be opened
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }
}
