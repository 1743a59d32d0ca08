// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.keys.DiskId;

/**
 * What {@link Rekeying#rekey} shall do.
 *
 * @param disk an encrypted disk
 * @param expected the disk that it must be; any when empty
 * @param providerId the key provider of the KEK; the disk's own when empty
 * @param keyId the provider's id of the KEK to use; a new KEK is made when empty
 */
public record RekeyRequest(Path disk, Optional<DiskId> expected, Optional<String> providerId, Optional<String> keyId) {
    /**
     * A request with everything at its default: a new KEK of the disk's provider.
     *
     * @param disk the encrypted disk
     * @return the request
     */
    public static RekeyRequest of(Path disk) {
        return new RekeyRequest(disk, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
