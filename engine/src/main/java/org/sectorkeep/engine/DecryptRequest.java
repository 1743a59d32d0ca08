// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.vmdk.CreateType;

/**
 * What {@link DiskEncryption#decrypt} shall do.
 *
 * @param source an encrypted disk
 * @param destination the plain disk to make; extent files of a VMDK are named after it and lie beside it
 * @param expected the disk that the source must be; any when empty
 * @param format the format of the destination, {@link CreateType#RAW} included; as the source when empty
 * @param overwrite what to do when a file of the destination is there already
 * @param progress is told how far it is
 */
public record DecryptRequest(
        Path source,
        Path destination,
        Optional<DiskId> expected,
        Optional<CreateType> format,
        Overwrite overwrite,
        ProgressListener progress) {
    /**
     * A request with everything at its default: any disk, in the format of the source, nothing overwritten.
     *
     * @param source the encrypted disk
     * @param destination the plain disk to make
     * @return the request
     */
    public static DecryptRequest of(Path source, Path destination) {
        return new DecryptRequest(
                source, destination, Optional.empty(), Optional.empty(), Overwrite.REFUSE, ProgressListener.NONE);
    }
}
