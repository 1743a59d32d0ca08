// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sectorkeep.vmdk.internal.disk.DiskOpener;
import org.sectorkeep.vmdk.internal.file.SystemFiles;

/**
 * Finds the snapshots of a disk, as far as that can be known: a parent does not name its children. Those in the folder of
 * the disk are found; those elsewhere (linked clones) are not.
 */
public final class ChildDisks {
    private ChildDisks() {}

    /**
     * The disks beside a disk that name it as their parent, whatever content of it they were made on. Files that are no
     * disks, are damaged or in use are passed over.
     *
     * @param disk a descriptor, a sparse file or a raw image
     * @return real paths of descriptors and sparse files, in the order of their names
     * @throws IOException if the disk does not exist or its folder cannot be read
     */
    public static List<Path> beside(Path disk) throws IOException {
        Path parent = disk.toRealPath();
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Objects.requireNonNull(parent.getParent()))) {
            for (Path file : files) {
                boolean other = Files.isRegularFile(file) && !file.toRealPath().equals(parent);
                if (other && DiskOpener.isChildOf(SystemFiles.INSTANCE, file.toRealPath(), parent)) {
                    children.add(file.toRealPath());
                }
            }
        }
        children.sort(Path::compareTo);
        return children;
    }
}
