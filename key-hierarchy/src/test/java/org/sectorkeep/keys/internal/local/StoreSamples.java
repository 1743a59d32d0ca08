// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.util.List;
import org.sectorkeep.crypto.SecretBytes;

/** The stores that {@code docs/on-disk-format.md} prints. */
public final class StoreSamples {
    static final char[] PASSPHRASE = "correct horse battery staple".toCharArray();

    /** The smallest that is accepted: tests need not wait. */
    public static final Argon2Cost CHEAP = new Argon2Cost(Argon2Cost.MIN_MEMORY_KIB, 1, 1);

    static final List<StoredKey> KEYS = List.of(
            new StoredKey("7d1f0c52b39e4a6885c0aa13f2e64b97", 2, 1_767_323_045L),
            new StoredKey("0123456789abcdef0123456789abcdef", 3, 1_767_323_046L));

    private StoreSamples() {}

    public static byte[] counting(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    public static DerivationKey derivationKey() {
        return new DerivationKey(counting(0x50, 16), SecretBytes.takeFrom(counting(0x60, 32)));
    }

    public static SecretBytes keyFileContent() {
        return SecretBytes.takeFrom(counting(0x80, 32));
    }

    static Protection.ByPassphrase byPassphrase() {
        return new Protection.ByPassphrase(CHEAP, new Salt(counting(0xb0, 16)));
    }

    /** The beginning of vector S1, for tests of other packages. */
    public static StoreHeader headerUnderKeyFile() {
        return underKeyFile().header();
    }

    /** Vector S1. */
    static KeyStore underKeyFile() {
        try (DerivationKey key = derivationKey();
                SecretBytes unlockingKey = keyFileContent()) {
            return KeyStore.of(
                    StoreHeader.seal(key, new Protection.ByKeyFile(""), unlockingKey, counting(0xc0, 32)), KEYS, key);
        }
    }

    /** Vector S2. */
    static KeyStore underPassphrase() {
        try (DerivationKey key = derivationKey();
                SecretBytes unlockingKey = NewProtection.unlockingKey(byPassphrase(), PASSPHRASE)) {
            return KeyStore.of(StoreHeader.seal(key, byPassphrase(), unlockingKey, counting(0xc0, 32)), KEYS, key);
        }
    }

    /** A store of these keys under a key file, for tests of other packages. */
    public static byte[] store(byte[] keyFileContent, List<StoredKey> keys) {
        try (DerivationKey key = derivationKey();
                SecretBytes unlockingKey = SecretBytes.copyOf(keyFileContent)) {
            return KeyStore.of(
                            StoreHeader.seal(key, new Protection.ByKeyFile(""), unlockingKey, counting(0xc0, 32)),
                            keys,
                            key)
                    .encode();
        }
    }
}
