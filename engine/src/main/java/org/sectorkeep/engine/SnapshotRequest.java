// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.keys.DiskId;

/**
 * What {@link Snapshots#create} shall do.
 *
 * @param parent the disk to make a snapshot of; must not be written afterwards
 * @param child the snapshot to make, a monolithicSparse VMDK
 * @param expected the disk that an encrypted parent must be; any when empty
 * @param keyId the id of the KEK for the child of an encrypted parent, of the parent's provider; the parent's KEK when
 *     empty
 * @param overwrite what to do when a file of the child is there already
 */
public record SnapshotRequest(
        Path parent, Path child, Optional<DiskId> expected, Optional<String> keyId, Overwrite overwrite) {
    /**
     * A request with everything at its default: any disk, the parent's KEK, nothing overwritten.
     *
     * @param parent the disk to make a snapshot of
     * @param child the snapshot to make
     * @return the request
     */
    public static SnapshotRequest of(Path parent, Path child) {
        return new SnapshotRequest(parent, child, Optional.empty(), Optional.empty(), Overwrite.REFUSE);
    }
}
