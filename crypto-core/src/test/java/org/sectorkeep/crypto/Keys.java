// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

/** Makes what tests work with from plain arrays. */
final class Keys {
    private Keys() {}

    static SectorCipher cipher(XtsEngine engine, byte[] keyBytes, DataUnit unit) {
        try (SecretBytes secret = SecretBytes.copyOf(keyBytes);
                XtsKey key = XtsKey.of(secret)) {
            return engine.cipher(key, unit);
        }
    }
}
