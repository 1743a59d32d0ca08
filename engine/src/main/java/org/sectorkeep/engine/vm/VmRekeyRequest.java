// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.engine.InPlaceOptions;

/**
 * What {@link VmEncryption#rekey} and {@link VmEncryption#rekeyDeep} shall do.
 *
 * @param vm the machine's folder, or its {@code .vmx} file
 * @param providerId the key provider of the KEK; the machine's own when empty
 * @param keyId the provider's id of the KEK to use; a new KEK is made when empty
 * @param options of a deep rekey how the disks are changed in place, and who is told how far it is
 */
public record VmRekeyRequest(Path vm, Optional<String> providerId, Optional<String> keyId, InPlaceOptions options) {
    /**
     * A request with everything at its default: a new KEK of the machine's provider.
     *
     * @param vm the machine's folder, or its {@code .vmx} file
     * @return the request
     */
    public static VmRekeyRequest of(Path vm) {
        return new VmRekeyRequest(vm, Optional.empty(), Optional.empty(), InPlaceOptions.DEFAULT);
    }
}
