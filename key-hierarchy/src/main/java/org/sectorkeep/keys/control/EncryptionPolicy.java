// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;

/** What a policy says of encryption. Immutable. */
public sealed interface EncryptionPolicy {
    /** Nothing is encrypted. */
    record Off() implements EncryptionPolicy {}

    /**
     * Everything is encrypted.
     *
     * @param providerOrNull the provider of new KEKs; null for the one that is the default when a key is made
     * @param cipher the cipher of disks
     * @param dataUnit the data unit of disks
     * @param filters whether I/O filters may see plaintext
     */
    record On(@Nullable String providerOrNull, XtsCipher cipher, DataUnit dataUnit, IoFilters filters)
            implements EncryptionPolicy {
        /**
         * The provider of new KEKs.
         *
         * @return its name, or empty for the one that is the default when a key is made
         */
        public Optional<String> provider() {
            return Optional.ofNullable(providerOrNull);
        }
    }

    /**
     * What is encrypted where nothing else is said: AES-XTS-256 in units of 512 bytes under the default provider.
     *
     * @return encryption with the usual parameters
     */
    static On usual() {
        return new On(null, XtsCipher.AES_XTS_256, DataUnit.BYTES_512, IoFilters.NOT_BEFORE_ENCRYPTION);
    }
}
