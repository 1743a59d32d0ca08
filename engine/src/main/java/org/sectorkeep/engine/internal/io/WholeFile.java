// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Writes small files that are there whole or not at all. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes to a temporary name beside the file, forces, renames, and forces the folder. */
    public static void write(Path file, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        write(file, bytes, bytes.remaining());
    }

    /** The same for bytes with as many zeroes behind them as are missing to a length. */
    public static void write(Path file, ByteBuffer bytes, long totalBytes) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("'" + file + "' is a folder");
        }
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                fill(channel, bytes.duplicate(), totalBytes);
            } catch (FileSystemException e) {
                throw e; // names a file
            } catch (IOException e) {
                throw new IOException("cannot write '" + file + "': " + e.getMessage(), e);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder(folder);
    }

    private static void fill(FileChannel channel, ByteBuffer bytes, long totalBytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        if (channel.position() < totalBytes) {
            channel.write(ByteBuffer.allocate(1), totalBytes - 1);
        }
        channel.force(true);
    }

    /** Removes a file if it is there, and forces its folder. */
    public static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            forceFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        }
    }

    /** Brings the names in a folder to the storage. */
    public static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
