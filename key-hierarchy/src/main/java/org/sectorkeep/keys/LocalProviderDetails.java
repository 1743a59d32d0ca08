// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the file of a local provider's store says in the clear. Read without the passphrase, so not authenticated.
 *
 * @param info the provider
 * @param storeId the store's id, 32 hexadecimal digits; the same in every copy of the store
 * @param keyFile the key file that opens the store, or null if a passphrase does
 * @param keys the keys that the store issued, oldest first
 */
public record LocalProviderDetails(
        ProviderInfo info, String storeId, @Nullable Path keyFile, List<IssuedKey> keys) {
    /**
     * A key that the store issued.
     *
     * @param id its id
     * @param state its state
     * @param created when it was made, to the second
     */
    public record IssuedKey(KeyId id, KeyState state, Instant created) {}

    /**
     * Copies the list.
     *
     * @param info the provider
     * @param storeId the store's id, 32 hexadecimal digits; the same in every copy of the store
     * @param keyFile the key file that opens the store, or null if a passphrase does
     * @param keys the keys that the store issued, oldest first
     */
    public LocalProviderDetails {
        keys = List.copyOf(keys);
    }

    /**
     * Whether a passphrase opens the store.
     *
     * @return false if a key file does
     */
    public boolean needsPassphrase() {
        return keyFile == null;
    }

    /**
     * The key file that opens the store.
     *
     * @return its path, or empty if a passphrase does
     */
    public Optional<Path> keyFilePath() {
        return Optional.ofNullable(keyFile);
    }
}
