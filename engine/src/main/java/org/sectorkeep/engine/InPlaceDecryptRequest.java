// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.keys.DiskId;

/**
 * What {@link InPlaceEncryption#decrypt} shall do.
 *
 * @param disk an encrypted disk
 * @param expected the disk that it must be; any when empty
 * @param options how it is done
 */
public record InPlaceDecryptRequest(Path disk, Optional<DiskId> expected, InPlaceOptions options) {
    /**
     * A request with everything at its default.
     *
     * @param disk the encrypted disk
     * @return the request
     */
    public static InPlaceDecryptRequest of(Path disk) {
        return new InPlaceDecryptRequest(disk, Optional.empty(), InPlaceOptions.DEFAULT);
    }
}
