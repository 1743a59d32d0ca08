// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.internal.extent.Extent;
import org.sectorkeep.vmdk.internal.extent.FlatExtent;
import org.sectorkeep.vmdk.internal.extent.SparseExtent;
import org.sectorkeep.vmdk.internal.extent.SparseSkeleton;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** Which disks can get another size, and how. */
public final class SizeChanges {
    private final FileLayer layer;
    private final DiskParts parts;
    private final long newBytes;

    private SizeChanges(FileLayer layer, DiskParts parts, long newBytes) {
        this.layer = layer;
        this.parts = parts;
        this.newBytes = newBytes;
    }

    /** Takes over a disk that is open for writing, if that succeeds; the size must be another one. */
    public static SizeChange of(FileLayer layer, DiskParts parts, long newBytes) throws IOException {
        return new SizeChanges(layer, parts, newBytes).choose();
    }

    private SizeChange choose() throws IOException {
        refuseToUncover();
        List<Extent> extents = parts.extents().all();
        requirePlainExtents(extents);
        return switch (parts.type()) {
            case TWO_GB_MAX_EXTENT_SPARSE, TWO_GB_MAX_EXTENT_FLAT -> SplitSizeChange.of(layer, parts, newBytes);
            case CUSTOM -> throw refused("a disk of type custom may be any mix of extents");
            default -> ofOne(extents);
        };
    }

    private SizeChange ofOne(List<Extent> extents) throws IOException {
        if (extents.size() != 1) {
            throw refused("a disk of type " + parts.type().label() + " has one extent, and this one " + extents.size());
        }
        if (extents.get(0) instanceof FlatExtent flat) {
            return new FlatSizeChange(parts, flat, newBytes);
        }
        if (extents.get(0) instanceof SparseExtent sparse
                && parts.store() instanceof EmbeddedDescriptor store
                && parts.type() == CreateType.MONOLITHIC_SPARSE) {
            requireSparseSize();
            return new SparseSizeChange(parts, store, sparse, newBytes);
        }
        throw refused("its sparse file and its descriptor are not one file");
    }

    private void requireSparseSize() throws UnsupportedDiskException {
        if (newBytes / Sectors.SECTOR_BYTES > SparseSkeleton.MAX_CAPACITY_SECTORS) {
            throw refused("a sparse file holds at most 256 TiB");
        }
    }

    /** Each extent has a file of its own, which may be written. */
    private void requirePlainExtents(List<Extent> extents) throws UnsupportedDiskException {
        Set<Object> files = new HashSet<>();
        for (int i = 0; i < extents.size(); i++) {
            boolean plain = extents.get(i) instanceof FlatExtent || extents.get(i) instanceof SparseExtent;
            if (!plain || !files.add(parts.extents().infos().get(i).file())) {
                ExtentLine line = parts.descriptor().extents().get(i);
                throw refused("extent " + (i + 1) + " (" + line.access() + " " + line.type()
                        + ") has no file of its own that may be written");
            }
        }
    }

    /** What a longer parent has behind the end must not come up. */
    private void refuseToUncover() throws UnsupportedDiskException {
        DiskParts parent = parts.parent();
        if (parent != null
                && newBytes > parts.extents().capacityBytes()
                && parent.extents().capacityBytes() > parts.extents().capacityBytes()) {
            throw refused("its parent '" + parent.path() + "' is longer than it, and would show through");
        }
    }

    private UnsupportedDiskException refused(String reason) {
        return new UnsupportedDiskException(parts.path(), "it cannot get another size: " + reason);
    }
}
