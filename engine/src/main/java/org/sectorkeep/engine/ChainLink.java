// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Objects;
import org.sectorkeep.engine.internal.copy.DiskCopy;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * One disk of a chain that is copied.
 *
 * @param disk the disk as it lies in its files
 * @param plaintext reads its content as it shows there, from below too
 */
record ChainLink(VirtualDisk disk, DiskCopy.Reader plaintext) {
    Path fileName() {
        return Objects.requireNonNull(disk.path().getFileName());
    }

    CreateType createType() {
        return disk.createType();
    }

    boolean isBase() {
        return disk.parent().isEmpty();
    }

    /** The format of its copy, where a disk without a parent would get one: a child has holes. */
    CreateType format(CreateType likeBase) {
        if (isBase()) {
            return likeBase;
        }
        return likeBase == CreateType.TWO_GB_MAX_EXTENT_SPARSE || likeBase == CreateType.TWO_GB_MAX_EXTENT_FLAT
                ? CreateType.TWO_GB_MAX_EXTENT_SPARSE
                : CreateType.MONOLITHIC_SPARSE;
    }
}
