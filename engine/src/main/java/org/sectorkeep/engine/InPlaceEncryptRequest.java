// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;

/**
 * What {@link InPlaceEncryption#encrypt} shall do.
 *
 * @param disk a plain disk: a VMDK descriptor or sparse file, or a raw image, which gets a descriptor beside it
 * @param providerId the key provider of the KEK
 * @param keyId the provider's id of the KEK to use; a new KEK is made when empty
 * @param cipher the cipher of the sectors
 * @param dataUnit the data unit; {@link DataUnit#BYTES_4096} needs capacity, extents and grains of multiples of it
 * @param options how it is done
 */
public record InPlaceEncryptRequest(
        Path disk,
        String providerId,
        Optional<String> keyId,
        XtsCipher cipher,
        DataUnit dataUnit,
        InPlaceOptions options) {
    /**
     * A request with everything at its default: a new KEK, AES-256, data units of 512 bytes.
     *
     * @param disk the plain disk
     * @param providerId the key provider of the KEK
     * @return the request
     */
    public static InPlaceEncryptRequest of(Path disk, String providerId) {
        return new InPlaceEncryptRequest(
                disk, providerId, Optional.empty(), XtsCipher.AES_XTS_256, DataUnit.BYTES_512, InPlaceOptions.DEFAULT);
    }
}
