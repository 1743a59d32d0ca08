// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;

/** AES-256-GCM under a KEK that is somewhere else. Safe for use by many threads. */
interface RemoteCipher {
    /** A nonce that is used for one message only, whoever chooses it (SP 800-38D section 8.2). */
    int NONCE_BYTES = 12;

    /** The authentication tag. */
    int TAG_BYTES = 16;

    /** Nonce, ciphertext and tag, one behind the other. */
    byte[] seal(byte[] associatedData, SecretBytes plaintext) throws KeyUnavailableException;

    /**
     * Opens what {@link #seal} made.
     *
     * @throws AuthenticationException if key, associated data or any byte of {@code sealed} is not the one it was
     */
    SecretBytes open(byte[] associatedData, byte[] sealed) throws AuthenticationException, KeyUnavailableException;
}
