// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.nio.file.Path;

/**
 * One extent of an open disk.
 *
 * @param kind how the file is laid out
 * @param file the file, with its folder; for an extent of type ZERO the descriptor
 * @param startSector where the extent starts on the disk, in sectors of 512 bytes
 * @param sectorCount its length in sectors
 * @param fileOffsetSectors where its data starts in a flat file, in sectors; 0 otherwise
 * @param grainBytes the size of a grain in bytes; 0 where there are none
 */
public record ExtentInfo(
        Kind kind, Path file, long startSector, long sectorCount, long fileOffsetSectors, int grainBytes) {
    /** How an extent file is laid out. */
    public enum Kind {
        /** The sectors one after the other. */
        FLAT,
        /** Grains found through tables. */
        SPARSE,
        /** Compressed grains found through tables; read only. */
        STREAM_OPTIMIZED,
        /** Grains found through tables, as in ESX snapshots (COWD); read only. */
        COWD,
        /** Grains found through tables, as in space-efficient ESXi snapshots; read only. */
        SE_SPARSE,
        /** No file: all zeroes. */
        ZERO
    }
}
