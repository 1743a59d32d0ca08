// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;

/**
 * Seals a host's secrets, so that they can lie in its storage, and opens them on that host alone. How much that protects is a
 * matter of where the sealer's own key is. Safe for use by many threads.
 */
public interface Sealer extends AutoCloseable {
    /**
     * Seals a secret.
     *
     * @param associatedData authenticated, not hidden, and not part of the result
     * @param secret stays the caller's
     * @return the sealed secret
     * @throws IOException if it cannot be sealed
     */
    byte[] seal(byte[] associatedData, SecretBytes secret) throws IOException;

    /**
     * Opens what was sealed.
     *
     * @param associatedData the bytes given to {@link #seal}
     * @param sealed what it made
     * @return the secret, to be closed by the caller
     * @throws AuthenticationException if any of it is not as it was sealed, or another key is at work
     * @throws IOException if it cannot be opened now
     */
    SecretBytes open(byte[] associatedData, byte[] sealed) throws AuthenticationException, IOException;

    /** Forgets the key. A second call does nothing. */
    @Override
    void close();

    /**
     * A sealer whose key is a file of 32 random bytes, mode 0600, made if it is not there. Whoever has both the file and what
     * it sealed has everything: it protects nothing if both are stolen, so it is of use only where the file is on other
     * storage than what is sealed.
     *
     * @param file the key file
     * @return the sealer, to be closed by the caller
     * @throws IOException if the file cannot be read or made, is open to others than its owner, or no key file
     */
    static Sealer ofKeyFile(Path file) throws IOException {
        return KeySealer.ofFile(file);
    }

    /**
     * The host key: 32 random bytes that lie in a file sealed by another sealer, made there if the file is not there, and in
     * memory as long as this is open.
     *
     * @param file where the sealed host key is
     * @param by what seals it; asked once, stays the caller's
     * @return the sealer, to be closed by the caller
     * @throws IOException if the file cannot be read or made, or was not sealed by this sealer
     */
    static Sealer ofHostKey(Path file, Sealer by) throws IOException {
        return KeySealer.ofHostKey(file, by);
    }

    /**
     * A sealer whose key is in a PKCS#11 token and never leaves it; made there if it is not there.
     *
     * @param library the token's PKCS#11 library
     * @param slotIndex which of the slots that the library lists, from 0 on
     * @param pins asked once for the user's PIN
     * @return the sealer, to be closed by the caller
     * @throws IOException if the token cannot be used, or the PIN is wrong
     */
    static Sealer ofToken(Path library, int slotIndex, PassphraseSource pins) throws IOException {
        return TokenSealer.open(library, slotIndex, pins);
    }
}
