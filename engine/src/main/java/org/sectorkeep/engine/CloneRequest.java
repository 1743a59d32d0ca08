// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.keys.DiskId;

/**
 * What {@link DiskEncryption#cloneDisk} shall do. The clone has the content, format, cipher and data unit of the source,
 * and a disk id and DEK of its own.
 *
 * @param source an encrypted disk
 * @param destination the encrypted VMDK to make; its extent files are named after it and lie beside it
 * @param expected the disk that the source must be; any when empty
 * @param keyId the id of the KEK to use, of the source's provider; a new KEK is made there when empty
 * @param overwrite what to do when a file of the destination is there already
 * @param progress is told how far it is
 */
public record CloneRequest(
        Path source,
        Path destination,
        Optional<DiskId> expected,
        Optional<String> keyId,
        Overwrite overwrite,
        ProgressListener progress) {
    /**
     * A request with everything at its default: any disk, a new KEK, nothing overwritten.
     *
     * @param source the encrypted disk
     * @param destination the encrypted VMDK to make
     * @return the request
     */
    public static CloneRequest of(Path source, Path destination) {
        return new CloneRequest(
                source, destination, Optional.empty(), Optional.empty(), Overwrite.REFUSE, ProgressListener.NONE);
    }
}
