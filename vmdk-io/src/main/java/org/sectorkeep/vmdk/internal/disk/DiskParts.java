// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.Closeable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.internal.extent.Backing;
import org.sectorkeep.vmdk.internal.extent.Extent;

/**
 * What an open disk is made of.
 *
 * @param store null for a raw image, which has no descriptor
 * @param parent the disk below, if it is a child
 * @param files what is to be closed at the end, the parent's files among it
 */
public record DiskParts(
        Path path,
        CreateType type,
        VmdkDescriptor descriptor,
        @Nullable DescriptorStore store,
        NavigableExtents extents,
        @Nullable DiskParts parent,
        Closeable files) {
    /** An extent and the file it lies in; for one of no file the descriptor. */
    public record Part(Extent extent, Path file) {}

    /** The same, whose files somebody else closes. */
    public DiskParts withFilesOfOthers() {
        return new DiskParts(path, type, descriptor, store, extents, parent, () -> {});
    }

    /** What shows through an extent of a child that starts at a place of the disk. */
    static Backing backing(@Nullable DiskParts parent, long startBytes) {
        return parent == null ? Backing.ZEROES : new ParentBacking(parent.extents(), startBytes);
    }
}
