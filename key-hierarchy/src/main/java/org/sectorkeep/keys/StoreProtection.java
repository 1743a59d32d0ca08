// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a local key store is to be protected. */
public sealed interface StoreProtection {
    /**
     * By a passphrase, through Argon2id (RFC 9106; 64 MiB, 3 iterations, 4 lanes): the store alone is worth nothing.
     *
     * @param source asked once for the new passphrase
     */
    record Passphrase(PassphraseSource source) implements StoreProtection {}

    /**
     * By a file of 32 random bytes with mode 0600: whoever has both files has the keys.
     *
     * @param path where the new key file is put; null for {@code local.key} beside the store
     */
    record KeyFile(@Nullable Path path) implements StoreProtection {
        /**
         * Where the key file is put, if not beside the store.
         *
         * @return the path as it was given
         */
        public Optional<Path> elsewhere() {
            return Optional.ofNullable(path);
        }
    }

    /**
     * A passphrase.
     *
     * @param source asked once for the new passphrase
     * @return the protection
     */
    static StoreProtection passphrase(PassphraseSource source) {
        return new Passphrase(source);
    }

    /**
     * A key file beside the store.
     *
     * @return the protection
     */
    static StoreProtection keyFile() {
        return new KeyFile(null);
    }

    /**
     * A key file elsewhere, on a removable device perhaps.
     *
     * @param path where it is put; must not exist yet
     * @return the protection
     */
    static StoreProtection keyFile(Path path) {
        return new KeyFile(path);
    }
}
