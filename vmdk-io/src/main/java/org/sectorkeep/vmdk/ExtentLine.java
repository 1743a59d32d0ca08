// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import org.jspecify.annotations.Nullable;

/**
 * One extent line of a descriptor: {@code ACCESS SECTORS TYPE "FILE" OFFSET}.
 *
 * @param access RW, RDONLY or NOACCESS
 * @param sectorCount the length of the extent in sectors of 512 bytes
 * @param type such as FLAT, SPARSE, VMFS, ZERO
 * @param fileName the file, relative to the descriptor's folder; null where the line names none
 * @param offsetSectors where the data starts in a flat file, in sectors; 0 if the line does not say
 * @param rest what follows on the line, or the empty string
 */
public record ExtentLine(
        String access,
        long sectorCount,
        String type,
        @Nullable String fileName,
        long offsetSectors,
        String rest) {}
