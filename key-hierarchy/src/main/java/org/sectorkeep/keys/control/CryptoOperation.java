// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.util.Optional;

/** What can be done to a machine or a disk, by vSphere's names (CryptoSpec). */
public sealed interface CryptoOperation {
    /** What is plain is encrypted. */
    record Encrypt() implements CryptoOperation {}

    /** What is encrypted is decrypted. */
    record Decrypt() implements CryptoOperation {}

    /** A new KEK around the same DEK: only the envelope changes. */
    record ShallowRecrypt() implements CryptoOperation {}

    /** A new KEK and a new DEK: all content is encrypted anew. */
    record DeepRecrypt() implements CryptoOperation {}

    /** Nothing is changed. */
    record NoOp() implements CryptoOperation {}

    /** Keys are made known to the host; nothing is changed. */
    record Register() implements CryptoOperation {}

    /**
     * What leave it needs.
     *
     * @return a privilege; none for what changes nothing
     */
    default Optional<Privilege> privilege() {
        if (this instanceof Encrypt) {
            return Optional.of(Privilege.ENCRYPT);
        } else if (this instanceof Decrypt) {
            return Optional.of(Privilege.DECRYPT);
        }
        return changesKeys() ? Optional.of(Privilege.MANAGE_KEYS) : Optional.empty();
    }

    /**
     * Whether it gives other keys to what is encrypted.
     *
     * @return true for both kinds of recrypt
     */
    default boolean changesKeys() {
        return this instanceof ShallowRecrypt || this instanceof DeepRecrypt;
    }
}
