// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.vmdk.ChangeTracking;

/**
 * What is to become of the size of a disk.
 *
 * @param disk a descriptor, a sparse file or a raw image; encrypted or not
 * @param capacityBytes the new size: a multiple of 512 and of the disk's data unit
 * @param expected refuses any disk but this encrypted one
 * @param loss whether the disk may become smaller
 * @param tracking what becomes of the line {@code changeTrackPath}
 * @param progress is told how much of what is written is done
 */
public record ResizeRequest(
        Path disk,
        long capacityBytes,
        Optional<DiskId> expected,
        Loss loss,
        ChangeTracking tracking,
        ProgressListener progress) {
    /** Whether content may be lost. */
    public enum Loss {
        /** A smaller size is refused. */
        REFUSE,
        /** What lies behind a smaller size is lost. */
        ACCEPT
    }
}
