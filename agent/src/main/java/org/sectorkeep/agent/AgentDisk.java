// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.keys.DiskId;

/**
 * A disk that an agent serves.
 *
 * @param path its descriptor, sparse file or raw image; absolute
 * @param export the name under which NBD clients ask for it: 1 to {@value #MAX_EXPORT_CHARACTERS} characters, none of them
 *     a control character
 * @param description what clients see beside the name; may be empty
 * @param access whether clients may write
 * @param expected the disk that it must be; any when empty
 */
public record AgentDisk(Path path, String export, String description, Access access, Optional<DiskId> expected) {
    /** The longest name of an export, and the longest description. */
    public static final int MAX_EXPORT_CHARACTERS = 255;

    /** What clients may do. */
    public enum Access {
        /** Read. */
        READ_ONLY,
        /** Read and write. */
        READ_WRITE
    }

    /**
     * Checks the texts.
     *
     * @param path its descriptor, sparse file or raw image
     * @param export the name of the export
     * @param description what clients see beside the name
     * @param access whether clients may write
     * @param expected the disk that it must be
     * @throws IllegalArgumentException if the path is not absolute, or a text is too long or holds control characters
     */
    public AgentDisk {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("path '" + path + "' is not absolute");
        }
        if (export.isEmpty()) {
            throw new IllegalArgumentException("the export's name is empty");
        }
        requireLine("export's name", export);
        requireLine("description", description);
    }

    /**
     * A disk under the name of its file without its ending, writable.
     *
     * @param path the disk; absolute
     * @return the disk
     */
    public static AgentDisk of(Path path) {
        return new AgentDisk(path, exportOf(path), "", Access.READ_WRITE, Optional.empty());
    }

    /**
     * The name that an export has if it is given no other.
     *
     * @param path the disk
     * @return its file's name without its ending
     */
    public static String exportOf(Path path) {
        Path file = path.getFileName();
        String name = file == null ? "disk" : file.toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static void requireLine(String what, String text) {
        if (text.length() > MAX_EXPORT_CHARACTERS || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the " + what + " is not one line of at most " + MAX_EXPORT_CHARACTERS + " characters");
        }
    }
}
