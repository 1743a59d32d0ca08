// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.vmdk.CreateType;

/**
 * The folder into which a chain is copied: made under a temporary name beside its place, and renamed when the chain is
 * whole. Without that it is removed.
 */
final class ChainFolder implements Closeable {
    private final Path destination;
    private final Path temporary;
    private @Nullable Path topmost;
    private boolean committed;

    private ChainFolder(Path destination, Path temporary) {
        this.destination = destination;
        this.temporary = temporary;
    }

    /** Refuses a place that is taken, and links that cannot lie in one folder. */
    static ChainFolder create(Path destination, ChainLinks links) throws IOException {
        requireFree(destination);
        requireDistinctNames(links);
        Path place = destination.toAbsolutePath().normalize();
        Path parent = place.getParent();
        if (parent == null) {
            throw new DiskRefusedException("'" + destination + "' is no place for a new folder");
        }
        if (!Files.isDirectory(parent)) {
            throw new NoSuchFileException(parent.toString());
        }
        String prefix = "." + place.getFileName() + ".sectorkeep-";
        return new ChainFolder(destination, Files.createTempDirectory(parent, prefix));
    }

    private static void requireFree(Path destination) throws IOException {
        if (!Files.exists(destination, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(destination, LinkOption.NOFOLLOW_LINKS)) {
            throw new DiskRefusedException(
                    "'" + destination + "' is not a folder: a chain is copied into one of its own");
        }
        try (Stream<Path> entries = Files.list(destination)) {
            if (entries.findAny().isPresent()) {
                throw new DiskRefusedException(
                        "'" + destination + "' is not empty: a chain is copied into a folder of its own");
            }
        }
    }

    private static void requireDistinctNames(ChainLinks links) throws DiskRefusedException {
        Set<Path> names = new HashSet<>();
        for (ChainLink link : links) {
            if (!names.add(link.fileName())) {
                throw new DiskRefusedException(
                        "two links of the chain are named '" + link.fileName() + "' and cannot lie in one folder");
            }
        }
    }

    /** An empty copy of a link, above the one that was made before. */
    CopyTarget createTarget(ChainLink link, CreateType format) throws IOException {
        Path path = temporary.resolve(link.fileName());
        CopyTarget target = topmost == null
                ? CopyTarget.create(link.disk(), path, format, Overwrite.REFUSE)
                : CopyTarget.createChild(link.disk(), path, format, topmost);
        topmost = path;
        return target;
    }

    /** Puts the whole chain in its place. */
    CopyResult commit(Optional<Envelope> envelope, long dataBytes, List<String> warnings) throws IOException {
        WholeFile.forceFolder(temporary);
        Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        committed = true;
        WholeFile.forceFolder(
                Objects.requireNonNull(destination.toAbsolutePath().getParent()));
        Path name = Objects.requireNonNull(Objects.requireNonNull(topmost).getFileName());
        return new CopyResult(destination.resolve(name), envelope, dataBytes, warnings);
    }

    @Override
    public void close() throws IOException {
        if (committed) {
            return;
        }
        try (Stream<Path> files = Files.list(temporary)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(temporary);
    }
}
