// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.InPlaceOptions;

/**
 * What {@link VmEncryption#encrypt} shall do: all that a policy says.
 *
 * @param vm the machine's folder, or its {@code .vmx} file
 * @param providerId the key provider of the KEK
 * @param keyId the provider's id of the KEK to use; a new KEK is made when empty
 * @param cipher the cipher of the disks
 * @param dataUnit the data unit of the disks
 * @param options how the disks are changed in place, and who is told how far it is
 */
public record VmEncryptRequest(
        Path vm,
        String providerId,
        Optional<String> keyId,
        XtsCipher cipher,
        DataUnit dataUnit,
        InPlaceOptions options) {
    /**
     * A request with everything at its default: a new KEK, AES-256, data units of 512 bytes.
     *
     * @param vm the machine's folder, or its {@code .vmx} file
     * @param providerId the key provider of the KEK
     * @return the request
     */
    public static VmEncryptRequest of(Path vm, String providerId) {
        return new VmEncryptRequest(
                vm, providerId, Optional.empty(), XtsCipher.AES_XTS_256, DataUnit.BYTES_512, InPlaceOptions.DEFAULT);
    }
}
