// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** Where a passphrase comes from: a prompt, a file, a file descriptor. Asked only when one is needed. */
@FunctionalInterface
public interface PassphraseSource {
    /**
     * Gets a passphrase.
     *
     * @param purpose what it is for, in a few words, as a prompt shows it
     * @return the passphrase in an array that the caller wipes after use; its UTF-8 form counts, as it is
     * @throws IOException if there is none to be had
     */
    char[] passphrase(String purpose) throws IOException;

    /**
     * A source for programs that can ask nobody.
     *
     * @return a source that always throws {@link KeyUnavailableException} with {@link Reason#PASSPHRASE_NEEDED}
     */
    static PassphraseSource none() {
        return purpose -> {
            throw new KeyUnavailableException(Reason.PASSPHRASE_NEEDED, purpose);
        };
    }
}
