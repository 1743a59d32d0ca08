// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.vmdk.CreateType;

/**
 * What {@link DiskEncryption#encrypt} shall do.
 *
 * @param source a plain disk: a VMDK descriptor or sparse file, or a raw image
 * @param destination the encrypted VMDK to make; its extent files are named after it and lie beside it
 * @param providerId the key provider of the KEK
 * @param keyId the provider's id of the KEK to use; a new KEK is made when empty
 * @param cipher the cipher of the sectors
 * @param dataUnit the data unit; {@link DataUnit#BYTES_4096} needs capacity, extents and grains of multiples of it
 * @param format the format of the destination; when empty as the source, but monolithicSparse for a streamOptimized
 *     source and monolithicFlat for a raw image or a vmfs variant
 * @param overwrite what to do when a file of the destination is there already
 * @param progress is told how far it is
 */
public record EncryptRequest(
        Path source,
        Path destination,
        String providerId,
        Optional<String> keyId,
        XtsCipher cipher,
        DataUnit dataUnit,
        Optional<CreateType> format,
        Overwrite overwrite,
        ProgressListener progress) {
    /**
     * A request with everything at its default: a new KEK, AES-256, data units of 512 bytes, nothing overwritten.
     *
     * @param source the plain disk
     * @param destination the encrypted VMDK to make
     * @param providerId the key provider of the KEK
     * @return the request
     */
    public static EncryptRequest of(Path source, Path destination, String providerId) {
        return new EncryptRequest(
                source,
                destination,
                providerId,
                Optional.empty(),
                XtsCipher.AES_XTS_256,
                DataUnit.BYTES_512,
                Optional.empty(),
                Overwrite.REFUSE,
                ProgressListener.NONE);
    }
}
