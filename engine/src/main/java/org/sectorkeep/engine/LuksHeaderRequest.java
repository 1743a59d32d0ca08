// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;

/**
 * What {@link LuksHeaders#write} shall do.
 *
 * @param disk an encrypted disk whose ciphertext is one whole flat file
 * @param file the header to make
 * @param version the version of its format; {@link LuksVersion#LUKS1} only for data units of 512 bytes
 * @param placement where it is made for
 * @param overwrite what to do when the file is there already
 */
public record LuksHeaderRequest(
        Path disk, Path file, LuksVersion version, LuksPlacement placement, Overwrite overwrite) {}
