// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.security.InvalidKeyException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/**
 * An HMAC under one key (FIPS 198-1), for as many messages as wanted. Closing it sets an empty key, which makes SunJCE
 * overwrite the padded key that it holds in place.
 *
 * <p>Not safe for concurrent use.
 */
final class KeyedMac implements AutoCloseable {
    /** The hash under the MAC. */
    enum Hash {
        SHA_1("HmacSHA1", 20),
        SHA_256("HmacSHA256", 32),
        SHA_384("HmacSHA384", 48),
        SHA_512("HmacSHA512", 64);

        private final String algorithm;
        private final int macBytes;

        Hash(String algorithm, int macBytes) {
            this.algorithm = algorithm;
            this.macBytes = macBytes;
        }

        int macBytes() {
            return macBytes;
        }
    }

    private final Hash hash;
    private final Mac mac;

    private KeyedMac(Hash hash, JceKey key) {
        this.hash = hash;
        this.mac = Jce.mac(hash.algorithm);
        init(key);
    }

    static KeyedMac of(Hash hash, SecretBytes key) {
        try (JceKey jceKey = JceKey.of(hash.algorithm, key)) {
            return new KeyedMac(hash, jceKey);
        }
    }

    /** Takes the key from an array, and wipes the array. */
    static KeyedMac takeFrom(Hash hash, byte[] key) {
        try (JceKey jceKey = JceKey.takeFrom(hash.algorithm, key)) {
            return new KeyedMac(hash, jceKey);
        }
    }

    void update(byte[] data) {
        mac.update(data);
    }

    void updateInt(int bigEndian) {
        mac.update((byte) (bigEndian >>> 24));
        mac.update((byte) (bigEndian >>> 16));
        mac.update((byte) (bigEndian >>> 8));
        mac.update((byte) bigEndian);
    }

    void updateByte(int value) {
        mac.update((byte) value);
    }

    /** The MAC of what was given since the last one. */
    byte[] finish() {
        return mac.doFinal();
    }

    /** The MAC of what was given since the last one, into an array that has room for it. */
    void finishInto(byte[] target) {
        try {
            mac.doFinal(target, 0);
        } catch (ShortBufferException e) {
            throw new BugException("the array is shorter than a MAC", e);
        }
    }

    @Override
    public void close() {
        try (JceKey empty = JceKey.takeFrom(hash.algorithm, new byte[0])) {
            init(empty);
        }
    }

    private void init(JceKey key) {
        try {
            mac.init(key);
        } catch (InvalidKeyException e) {
            throw new BugException("HMAC takes keys of any length", e);
        }
    }
}
