// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.nio.ByteBuffer;

/**
 * A key for AES-XTS: two AES keys of which the first encrypts data and the second tweaks (IEEE 1619-2018, 5.1). They
 * differ: with equal ones XTS is weak, and FIPS 140 (IG C.I) forbids it. Safe for use by many threads.
 */
public final class XtsKey implements AutoCloseable {
    private final XtsCipher cipher;
    private final SecretBytes bytes;

    private XtsKey(XtsCipher cipher, SecretBytes bytes) {
        this.cipher = cipher;
        this.bytes = bytes;
    }

    /**
     * Makes a key of given bytes, which are copied.
     *
     * @param key 32 bytes for XTS-AES-128, 64 for XTS-AES-256; stays the caller's
     * @return a new key, to be closed by the caller
     * @throws IllegalArgumentException if the length is another one, or the first half equals the second
     * @throws IllegalStateException if {@code key} is closed
     * @throws SecretMemoryException if memory cannot be locked
     */
    public static XtsKey of(SecretBytes key) {
        XtsCipher cipher = cipherOfLength(key.lengthBytes());
        if (key.read(XtsKey::hasEqualHalves)) {
            throw new IllegalArgumentException("XTS key with equal halves, expected two different AES keys");
        }
        return new XtsKey(cipher, key.copy());
    }

    /**
     * Makes a key of the system's random bytes.
     *
     * @param cipher for which cipher
     * @return a new key, to be closed by the caller
     * @throws SecretMemoryException if memory cannot be locked
     */
    public static XtsKey generate(XtsCipher cipher) {
        try (SecretBytes random = SecretBytes.random(cipher.keyBytes())) {
            return of(random);
        }
    }

    private static XtsCipher cipherOfLength(int lengthBytes) {
        for (XtsCipher cipher : XtsCipher.values()) {
            if (cipher.keyBytes() == lengthBytes) {
                return cipher;
            }
        }
        throw new IllegalArgumentException("XTS key of " + lengthBytes + " bytes, expected 32 or 64");
    }

    /** Looks at every byte, whatever it finds. */
    private static boolean hasEqualHalves(ByteBuffer key) {
        int half = key.remaining() / 2;
        int difference = 0;
        for (int i = 0; i < half; i++) {
            difference |= key.get(i) ^ key.get(half + i);
        }
        return difference == 0;
    }

    /**
     * The cipher that this key is for.
     *
     * @return by its length
     */
    public XtsCipher cipher() {
        return cipher;
    }

    /**
     * The bytes of this key, such as for wrapping. They belong to the key and are closed with it.
     *
     * @return both AES keys, one after the other
     */
    public SecretBytes bytes() {
        return bytes;
    }

    /** Waits for running readers of {@link #bytes()}, then wipes the key. A second call does nothing. */
    @Override
    public void close() {
        bytes.close();
    }

    /** Prints the cipher, never the key. */
    @Override
    public String toString() {
        return "XtsKey[" + cipher.label() + "]";
    }
}
