// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.vmdk.internal.disk.DiskOpener;
import org.sectorkeep.vmdk.internal.extent.DirectoryRepair;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.FileRegistry;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.SystemFiles;

/**
 * Repairs what can be repaired without guessing: of the two grain directories of a sparse file, and of the two copies of
 * each grain table, the damaged one is written anew from the sound one. Content is never touched.
 */
public final class DiskRepair {
    private DiskRepair() {}

    /**
     * Brings the grain directories of a disk in step again, of the disk alone and not of those below it. Tables that
     * differ though both are sound are taken from the primary directory, unless the primary one is empty.
     *
     * @param path a descriptor or sparse file; nothing is done to one without redundant directories
     * @return what was done, one line each; empty if nothing was to be done
     * @throws VmdkFormatException if more is damaged than that; nothing is changed then
     * @throws DiskInUseException if another program, or this process, holds a file
     * @throws IOException if a file cannot be read or written; the repair can be begun again
     */
    public static List<String> repairDirectories(Path path) throws IOException {
        return repairDirectories(SystemFiles.INSTANCE, path);
    }

    static List<String> repairDirectories(FileLayer layer, Path path) throws IOException {
        List<Path> files;
        try (VirtualDisk disk = VirtualDisk.open(layer, path, VirtualDisk.Access.READ_ONLY)) {
            files = disk.extents().stream()
                    .filter(extent -> extent.kind() == ExtentInfo.Kind.SPARSE)
                    .map(ExtentInfo::file)
                    .toList();
        }
        List<String> done = new ArrayList<>();
        for (Path each : files) {
            try (LockedFile file = FileRegistry.open(layer, each, LockMode.EXCLUSIVE)) {
                DiskOpener.settle(layer, file);
                DirectoryRepair.run(file).forEach(line -> done.add("'" + each + "': " + line));
            }
        }
        return done;
    }
}
