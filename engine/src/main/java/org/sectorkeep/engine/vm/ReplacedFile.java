// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.sectorkeep.engine.internal.io.WholeFile;

/**
 * Gives a file new content: all of it or, after a crash, none. Owner, group and mode stay. The name of what is being written
 * is always the same, so that the next attempt takes the place of one that was killed.
 */
final class ReplacedFile {
    private static final String SUFFIX = ".sectorkeep-new";

    private ReplacedFile() {}

    /** Writes the new content. */
    interface Content {
        void writeTo(OutputStream target) throws IOException;
    }

    static void write(Path file, Content content) throws IOException {
        Path temporary = temporary(file);
        Files.deleteIfExists(temporary);
        try {
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.writeTo(out);
                out.flush();
                copyOwner(file, temporary);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        WholeFile.forceFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    /** Takes away what a killed attempt left. */
    static void sweep(Path file) throws IOException {
        Files.deleteIfExists(temporary(file));
    }

    private static Path temporary(Path file) {
        return file.resolveSibling("." + file.getFileName() + SUFFIX);
    }

    static boolean isTemporary(Path file) {
        return Objects.requireNonNull(file.getFileName()).toString().endsWith(SUFFIX);
    }

    /** Refuses a file whose old content would stay under another name. */
    static void requireOneName(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:nlink");
        if (attributes.get("nlink") instanceof Integer names && names > 1) {
            throw new VmRefusedException(
                    "'" + file + "' has " + names + " names (hard links): its content would stay under the others");
        }
    }

    private static void copyOwner(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        PosixFileAttributes attributes = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributeView view =
                Files.getFileAttributeView(to, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            view.setOwner(attributes.owner());
            view.setGroup(attributes.group());
        } catch (FileSystemException e) {
            // Only root gives files away: then the file belongs to whoever changed it, and others are kept out.
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
            return;
        }
        Files.setPosixFilePermissions(to, attributes.permissions());
    }
}
