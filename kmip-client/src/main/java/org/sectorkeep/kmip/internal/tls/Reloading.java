// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.TlsMaterialException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something read from files, read again when one of them has changed. While the new files are unusable, as when only one of
 * two was replaced yet, the last good reading stays. Safe for use by many threads.
 */
final class Reloading<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private final List<Path> files;
    private final Reader<T> reader;
    private @Nullable T value;
    private List<Stamp> stamps = List.of();

    Reloading(List<Path> files, Reader<T> reader) {
        this.files = List.copyOf(files);
        this.reader = reader;
    }

    @FunctionalInterface
    interface Reader<T> {
        T read() throws TlsMaterialException;
    }

    /** What tells a file from its successor, without reading it. */
    private record Stamp(@Nullable Object fileKey, long modifiedMillis, long lengthBytes) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        attributes.fileKey(), attributes.lastModifiedTime().toMillis(), attributes.size());
            } catch (IOException e) {
                return new Stamp(null, 0, -1);
            }
        }
    }

    synchronized T get() throws TlsMaterialException {
        List<Stamp> now = files.stream().map(Stamp::of).toList();
        T current = value;
        if (current != null && Objects.equals(now, stamps)) {
            return current;
        }
        try {
            T read = reader.read();
            value = read;
            // Taken before reading: a change in between is seen the next time.
            stamps = now;
            return read;
        } catch (TlsMaterialException e) {
            if (current == null) {
                throw e;
            }
            LOG.warn("changed files are not usable yet, going on with the former ones: {}", e.getMessage());
            return current;
        }
    }
}
