// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.VirtualDisk;

/** How the files of a disk are opened for writing: tests record what is done to them, and make it fail. */
@FunctionalInterface
interface DiskOpening {
    DiskOpening REAL = (path, tracking) -> VirtualDisk.open(path, VirtualDisk.Access.READ_WRITE, tracking);

    VirtualDisk open(Path path, ChangeTracking tracking) throws IOException;
}
