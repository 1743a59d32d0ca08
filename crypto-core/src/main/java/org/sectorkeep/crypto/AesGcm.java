// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM (NIST SP 800-38D) with a nonce of 96 bits and a tag of 128 bits, by the JDK's provider: hides the plaintext
 * and shows any change of ciphertext, nonce or associated data.
 *
 * <p><b>Never seal two messages under the same key and nonce</b>: that reveals both, and lets anyone forge more. GCM
 * does not commit to its key: one ciphertext may open under two keys; where that matters, authenticate the key itself.
 *
 * <p>Safe for concurrent use. Every copy on the Java heap that this class makes is wiped before it returns; the AES key
 * and its schedule stay in dead objects of the provider until the collector reuses their memory.
 */
public final class AesGcm {
    /** Length of a nonce. */
    public static final int NONCE_BYTES = 12;
    /** Length of the tag that ends a ciphertext. */
    public static final int TAG_BYTES = 16;

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private AesGcm() {}

    /**
     * Encrypts and authenticates.
     *
     * @param key 16, 24 or 32 bytes; stays the caller's
     * @param nonce {@link #NONCE_BYTES}, never used before with this key
     * @param associatedData authenticated, not hidden, and not part of the result; may be empty
     * @param plaintext stays the caller's
     * @return the ciphertext, as long as the plaintext, then the tag
     * @throws IllegalArgumentException if the key or the nonce has a wrong length
     * @throws IllegalStateException if {@code key} or {@code plaintext} is closed
     */
    public static byte[] seal(SecretBytes key, byte[] nonce, byte[] associatedData, SecretBytes plaintext) {
        checkNonce(nonce);
        try (JceKey jceKey = JceKey.ofAes(key)) {
            return plaintext.readArray(bytes -> seal(jceKey, nonce, associatedData, bytes));
        }
    }

    /**
     * Checks and decrypts what {@link #seal} made.
     *
     * @param key 16, 24 or 32 bytes; stays the caller's
     * @param nonce the {@link #NONCE_BYTES} given to {@code seal}
     * @param associatedData the bytes given to {@code seal}
     * @param ciphertext of any length
     * @return the plaintext, which the caller closes
     * @throws AuthenticationException if the ciphertext was not made with this key, nonce and associated data
     * @throws IllegalArgumentException if the key or the nonce has a wrong length
     * @throws IllegalStateException if {@code key} is closed
     */
    public static SecretBytes open(SecretBytes key, byte[] nonce, byte[] associatedData, byte[] ciphertext)
            throws AuthenticationException {
        checkNonce(nonce);
        try (JceKey jceKey = JceKey.ofAes(key)) {
            return SecretBytes.takeFrom(open(jceKey, nonce, associatedData, ciphertext));
        }
    }

    /** Seals under a nonce of any length but zero (SP 800-38D, section 7.1). */
    static byte[] seal(JceKey key, byte[] nonce, byte[] associatedData, byte[] plaintext) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce, associatedData).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new BugException("AES-GCM encrypts any plaintext", e);
        }
    }

    /** Opens under a nonce of any length but zero. */
    static byte[] open(JceKey key, byte[] nonce, byte[] associatedData, byte[] ciphertext)
            throws AuthenticationException {
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, associatedData);
        // SunJCE fails in other ways where there is not even a tag.
        if (ciphertext.length < TAG_BYTES) {
            throw new AuthenticationException();
        }
        try {
            return cipher.doFinal(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new AuthenticationException();
        }
    }

    private static Cipher cipher(int mode, JceKey key, byte[] nonce, byte[] associatedData) {
        Cipher cipher = Jce.cipher(TRANSFORMATION);
        try {
            cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("AES-GCM refuses a key or nonce of this length", e);
        }
        cipher.updateAAD(associatedData);
        return cipher;
    }

    private static void checkNonce(byte[] nonce) {
        if (nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("nonce has \"" + nonce.length + "\" bytes, expected " + NONCE_BYTES);
        }
    }
}
