// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** How a file is created: nobody but its owner may open it before it is known who else may. */
final class OwnerOnly {
    private static final FileAttribute<?>[] NONE = {};
    private static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private OwnerOnly() {}

    /** The attributes to create a file with; none where there are no such modes. */
    static FileAttribute<?>[] attributes(Path path) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix ? new FileAttribute<?>[] {MODE} : NONE;
    }
}
