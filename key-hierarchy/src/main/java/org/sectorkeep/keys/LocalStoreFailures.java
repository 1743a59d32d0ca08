// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.internal.files.UnsafeModeException;
import org.sectorkeep.keys.internal.local.KeyStoreFormatException;

/** What a failure of a local key store means to whoever needs a key from it. */
final class LocalStoreFailures {
    private LocalStoreFailures() {}

    static KeyUnavailableException unusable(String provider, Path store, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new KeyUnavailableException(
                    Reason.PROVIDER_INVALID, "provider '" + provider + "' has no key store '" + store + "'", cause);
        }
        boolean invalid = cause instanceof KeyStoreFormatException || cause instanceof UnsafeModeException;
        return new KeyUnavailableException(
                invalid ? Reason.PROVIDER_INVALID : Reason.PROVIDER_UNREACHABLE,
                "key store '" + store + "' of provider '" + provider + "' is unusable: " + cause.getMessage(),
                cause);
    }
}
