// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Cipher;

/**
 * AES key wrap without and with padding (KW and KWP of NIST SP 800-38F, RFC 3394 and RFC 5649), by the JDK's provider:
 * hides a key and shows any change of its wrapped form. Equal keys wrapped under one KEK look equal. Nothing else is
 * authenticated: what a key belongs to must be protected by other means.
 *
 * <p>Safe for concurrent use. Every copy on the Java heap that this class makes is wiped before it returns; the AES key
 * and its schedule stay in dead objects of the provider until the collector reuses their memory.
 */
public final class AesKeyWrap {
    /** KW and KWP work on pieces of 64 bits, and put one before the key. */
    private static final int SEMIBLOCK_BYTES = 8;

    private enum Mode {
        KW("AES/KW/NoPadding", 3 * SEMIBLOCK_BYTES),
        KWP("AES/KWP/NoPadding", 2 * SEMIBLOCK_BYTES);

        private final String transformation;
        private final int minWrappedBytes;

        Mode(String transformation, int minWrappedBytes) {
            this.transformation = transformation;
            this.minWrappedBytes = minWrappedBytes;
        }
    }

    private AesKeyWrap() {}

    /**
     * Wraps a key with KW (SP 800-38F, section 6.2).
     *
     * @param kek the key encryption key: 16, 24 or 32 bytes; stays the caller's
     * @param key at least 16 bytes, a multiple of 8; stays the caller's
     * @return 8 bytes more than the key has
     * @throws IllegalArgumentException if a length is not as said
     * @throws IllegalStateException if {@code kek} or {@code key} is closed
     */
    public static byte[] wrap(SecretBytes kek, SecretBytes key) {
        int lengthBytes = key.lengthBytes();
        if (lengthBytes < 2 * SEMIBLOCK_BYTES || lengthBytes % SEMIBLOCK_BYTES != 0) {
            throw new IllegalArgumentException(
                    "key to wrap has \"" + lengthBytes + "\" bytes, expected a multiple of 8 from 16 up");
        }
        return wrap(Mode.KW, kek, key);
    }

    /**
     * Wraps a key with KWP (SP 800-38F, section 6.3).
     *
     * @param kek the key encryption key: 16, 24 or 32 bytes; stays the caller's
     * @param key at least 1 byte; stays the caller's
     * @return 8 bytes more than the key has, rounded up to a multiple of 8
     * @throws IllegalArgumentException if a length is not as said
     * @throws IllegalStateException if {@code kek} or {@code key} is closed
     */
    public static byte[] wrapPadded(SecretBytes kek, SecretBytes key) {
        if (key.lengthBytes() == 0) {
            throw new IllegalArgumentException("key to wrap has \"0\" bytes, expected at least 1");
        }
        return wrap(Mode.KWP, kek, key);
    }

    /**
     * Checks and unwraps what {@link #wrap} made.
     *
     * @param kek the key encryption key: 16, 24 or 32 bytes; stays the caller's
     * @param wrapped of any length
     * @return the key, which the caller closes
     * @throws AuthenticationException if {@code wrapped} was not made by {@code wrap} under this key encryption key
     * @throws IllegalArgumentException if {@code kek} has a wrong length
     * @throws IllegalStateException if {@code kek} is closed
     */
    public static SecretBytes unwrap(SecretBytes kek, byte[] wrapped) throws AuthenticationException {
        return unwrap(Mode.KW, kek, wrapped);
    }

    /**
     * Checks and unwraps what {@link #wrapPadded} made.
     *
     * @param kek the key encryption key: 16, 24 or 32 bytes; stays the caller's
     * @param wrapped of any length
     * @return the key, which the caller closes
     * @throws AuthenticationException if {@code wrapped} was not made by {@code wrapPadded} under this key encryption key
     * @throws IllegalArgumentException if {@code kek} has a wrong length
     * @throws IllegalStateException if {@code kek} is closed
     */
    public static SecretBytes unwrapPadded(SecretBytes kek, byte[] wrapped) throws AuthenticationException {
        return unwrap(Mode.KWP, kek, wrapped);
    }

    private static byte[] wrap(Mode mode, SecretBytes kek, SecretBytes key) {
        try (JceKey jceKek = JceKey.ofAes(kek)) {
            Cipher cipher = cipher(mode, Cipher.ENCRYPT_MODE, jceKek);
            return key.readArray(bytes -> encrypt(cipher, bytes));
        }
    }

    private static byte[] encrypt(Cipher cipher, byte[] key) {
        try {
            return cipher.doFinal(key);
        } catch (GeneralSecurityException e) {
            throw new BugException("key wrap takes a key of checked length", e);
        }
    }

    private static SecretBytes unwrap(Mode mode, SecretBytes kek, byte[] wrapped) throws AuthenticationException {
        try (JceKey jceKek = JceKey.ofAes(kek)) {
            Cipher cipher = cipher(mode, Cipher.DECRYPT_MODE, jceKek);
            // SunJCE fails in other ways where the length is impossible.
            if (wrapped.length < mode.minWrappedBytes || wrapped.length % SEMIBLOCK_BYTES != 0) {
                throw new AuthenticationException();
            }
            return SecretBytes.takeFrom(cipher.doFinal(wrapped));
        } catch (GeneralSecurityException e) {
            throw new AuthenticationException();
        }
    }

    private static Cipher cipher(Mode mode, int operation, JceKey kek) {
        Cipher cipher = Jce.cipher(mode.transformation);
        try {
            cipher.init(operation, kek);
        } catch (InvalidKeyException e) {
            throw new BugException("key wrap takes an AES key of checked length", e);
        }
        return cipher;
    }
}
