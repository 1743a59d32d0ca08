// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.seal;

import java.security.MessageDigest;
import java.util.Arrays;
import org.sectorkeep.crypto.AesGcm;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.Hkdf;
import org.sectorkeep.crypto.SecretBytes;

/**
 * Seals one secret under a key used once: HKDF-SHA-512 (RFC 5869) over a fresh salt gives 32 bytes of wrap key and 32
 * bytes of commitment; AES-256-GCM (SP 800-38D) with a nonce of zeroes does the rest. GCM alone does not commit to its
 * key, so the commitment is compared before anything is decrypted.
 */
public final class CommittingSeal implements AutoCloseable {
    /** The length of a salt in bytes. */
    public static final int SALT_BYTES = 32;

    /** The length of a commitment in bytes. */
    public static final int COMMITMENT_BYTES = 32;

    /** What the ciphertext is longer than the secret by. */
    public static final int GCM_TAG_BYTES = 16;

    private static final int WRAP_KEY_BYTES = 32;
    private static final int GCM_NONCE_BYTES = 12;

    private final SecretBytes wrapKey;
    private final byte[] commitment;

    private CommittingSeal(SecretBytes wrapKey, byte[] commitment) {
        this.wrapKey = wrapKey;
        this.commitment = commitment;
    }

    /** Derives wrap key and commitment. To seal, the salt must be fresh and random. */
    public static CommittingSeal derive(SecretBytes key, byte[] salt, byte[] info) {
        try (SecretBytes both = Hkdf.sha512(key, salt, info, WRAP_KEY_BYTES + COMMITMENT_BYTES)) {
            byte[] commitment = both.readArray(bytes -> Arrays.copyOfRange(bytes, WRAP_KEY_BYTES, bytes.length));
            return new CommittingSeal(both.slice(0, WRAP_KEY_BYTES), commitment);
        }
    }

    /** The commitment to the key; public. */
    public byte[] commitment() {
        return commitment.clone();
    }

    /** Seals the secret and authenticates the associated data. At most once for one salt. */
    public byte[] seal(byte[] associatedData, SecretBytes secret) {
        return AesGcm.seal(wrapKey, new byte[GCM_NONCE_BYTES], associatedData, secret);
    }

    /** Whether {@code claimed} is the commitment to this key; in constant time. */
    public boolean isCommittedTo(byte[] claimed) {
        return MessageDigest.isEqual(commitment, claimed);
    }

    /**
     * Opens what {@link #seal} sealed.
     *
     * @throws AuthenticationException if the commitment, the associated data or the ciphertext is not the one sealed
     */
    public SecretBytes open(byte[] claimedCommitment, byte[] associatedData, byte[] sealed)
            throws AuthenticationException {
        if (!isCommittedTo(claimedCommitment)) {
            throw new AuthenticationException();
        }
        return AesGcm.open(wrapKey, new byte[GCM_NONCE_BYTES], associatedData, sealed);
    }

    @Override
    public void close() {
        wrapKey.close();
    }
}
