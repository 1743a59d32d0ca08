// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.internal.format.IdText;

/**
 * Names a key encryption key: all that a disk, a log or an exception ever holds of it.
 *
 * <p>Both parts are free of control characters (U+0000 to U+001F, U+007F to U+009F), line separators and
 * bidirectional controls (U+2028 to U+202E, U+2066 to U+2069).
 *
 * @param providerId the provider's name, 1 to 255 bytes of UTF-8
 * @param keyId the provider's own id of the key, 1 to 512 bytes of UTF-8
 */
public record KeyId(String providerId, String keyId) {
    /** The longest provider id in bytes of UTF-8. */
    public static final int MAX_PROVIDER_ID_BYTES = 255;

    /** The longest key id in bytes of UTF-8. */
    public static final int MAX_KEY_ID_BYTES = 512;

    /**
     * Checks both parts.
     *
     * @param providerId the provider's name, 1 to 255 bytes of UTF-8
     * @param keyId the provider's own id of the key, 1 to 512 bytes of UTF-8
     * @throws IllegalArgumentException if a part is empty, too long, has a control character or no UTF-8 form
     */
    public KeyId {
        check("provider id", providerId, MAX_PROVIDER_ID_BYTES);
        checkKeyId(keyId);
    }

    /** Refuses what cannot be a provider's own id of a key. */
    static void checkKeyId(String keyId) {
        check("key id", keyId, MAX_KEY_ID_BYTES);
    }

    private static void check(String what, String id, int maximumBytes) {
        IdText.problem(id, maximumBytes).ifPresent(problem -> {
            throw new IllegalArgumentException(what + " " + problem);
        });
    }

    /** As a record's own, which is linked at run time and takes a short command tens of milliseconds. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyId id && providerId.equals(id.providerId) && keyId.equals(id.keyId);
    }

    @Override
    public int hashCode() {
        return 31 * providerId.hashCode() + keyId.hashCode();
    }

    /** The provider id, a slash, and the key id; for people only. */
    @Override
    public String toString() {
        return providerId + "/" + keyId;
    }
}
