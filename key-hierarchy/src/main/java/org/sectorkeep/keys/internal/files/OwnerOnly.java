// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Modes 0700 and 0600. On file systems without POSIX permissions nothing is set and nothing is checked. */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private OwnerOnly() {}

    /**
     * Refuses a file or folder that its group or others may read, write or enter.
     *
     * @throws UnsafeModeException if they may
     */
    public static void require(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null) {
            Set<PosixFilePermission> permissions = view.readAttributes().permissions();
            if (!OWNER.containsAll(permissions)) {
                throw new UnsafeModeException(path, PosixFilePermissions.toString(permissions));
            }
        }
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    static FileAttribute<?>[] folderMode(Path folder) {
        return mode(folder, "rwx------");
    }

    static FileAttribute<?>[] fileMode(Path file) {
        return mode(file, "rw-------");
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
