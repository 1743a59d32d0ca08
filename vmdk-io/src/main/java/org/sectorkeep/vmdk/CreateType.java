// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of disk that can be opened, by the {@code createType} of the descriptor. */
public enum CreateType {
    /** One sparse file with the descriptor in it. */
    MONOLITHIC_SPARSE("monolithicSparse", Layout.SPARSE),
    /** Sparse files of at most 2 GiB of capacity each. */
    TWO_GB_MAX_EXTENT_SPARSE("twoGbMaxExtentSparse", Layout.SPARSE),
    /** One flat file. */
    MONOLITHIC_FLAT("monolithicFlat", Layout.FLAT),
    /** Flat files of at most 2 GiB each. */
    TWO_GB_MAX_EXTENT_FLAT("twoGbMaxExtentFlat", Layout.FLAT),
    /** A flat file made by ESXi. */
    VMFS("vmfs", Layout.FLAT),
    /** A flat file made by ESXi that takes space as it is written. */
    VMFS_THIN("vmfsThin", Layout.FLAT),
    /** A flat file made by ESXi with its space reserved. */
    VMFS_PREALLOCATED("vmfsPreallocated", Layout.FLAT),
    /** A flat file made by ESXi and filled with zeroes. */
    VMFS_EAGER_ZEROED_THICK("vmfsEagerZeroedThick", Layout.FLAT),
    /** Compressed grains, written once from start to end; read only. */
    STREAM_OPTIMIZED("streamOptimized", Layout.SPARSE),
    /** A snapshot made by ESX (COWD); read only. */
    VMFS_SPARSE("vmfsSparse", Layout.SPARSE),
    /** A space-efficient snapshot made by ESXi; read only. */
    SE_SPARSE("seSparse", Layout.SPARSE),
    /** Any mix of extents. */
    CUSTOM("custom", Layout.MIXED),
    /** An image without a descriptor: the sectors one after the other. */
    RAW("raw", Layout.FLAT);

    private enum Layout {
        FLAT,
        SPARSE,
        MIXED
    }

    private final String label;
    private final Layout layout;

    CreateType(String label, Layout layout) {
        this.label = label;
        this.layout = layout;
    }

    /**
     * The name as it stands in descriptors ("raw" stands in none).
     *
     * @return such as "monolithicSparse"
     */
    public String label() {
        return label;
    }

    /**
     * Whether the extents of such a disk are flat, all of them.
     *
     * @return false where grains are found through tables, or may be
     */
    public boolean isFlat() {
        return layout == Layout.FLAT;
    }

    /**
     * Finds a type by its name, whatever its case.
     *
     * @param label such as "monolithicSparse"
     * @return the type, or nothing for a kind of disk that is not supported
     */
    public static Optional<CreateType> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label.equalsIgnoreCase(label))
                .findFirst();
    }
}
