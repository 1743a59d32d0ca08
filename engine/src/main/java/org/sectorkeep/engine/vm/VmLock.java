// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every other process, and every other thread of this one, from changing the same machine. The file goes when the lock
 * does; one that was left by a process that was killed locks nobody out.
 */
final class VmLock implements Closeable {
    private static final String SUFFIX = ".sectorkeep-lock";

    private final Path file;
    private final FileChannel channel;

    private VmLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static VmLock of(Path vmx) throws IOException {
        Path file = fileOf(vmx);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            @Nullable Object opened = identity(file);
            // Whoever held the lock before may have removed the file between our opening and locking it.
            locked = opened != null && channel.tryLock() != null && opened.equals(identity(file));
        } catch (OverlappingFileLockException e) {
            VmInUseException refused = inUse(vmx);
            refused.initCause(e);
            throw refused;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw inUse(vmx);
        }
        return new VmLock(file, channel);
    }

    static Path fileOf(Path vmx) {
        return vmx.resolveSibling(vmx.getFileName() + SUFFIX);
    }

    private static @Nullable Object identity(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static VmInUseException inUse(Path vmx) {
        return new VmInUseException("'" + vmx + "' is being changed by another sectorkeep command");
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        }
    }
}
