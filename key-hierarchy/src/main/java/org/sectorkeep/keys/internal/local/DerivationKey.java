// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.nio.charset.StandardCharsets;
import org.sectorkeep.crypto.Hkdf;
import org.sectorkeep.crypto.Hmac;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.format.FieldWriter;
import org.sectorkeep.keys.internal.seal.CommittingSeal;

/** The key derivation key of one store, in memory: KEKs by id, and the tag that authenticates the store's file. */
public final class DerivationKey implements AutoCloseable {
    static final int KEY_BYTES = 32;
    static final int TAG_BYTES = 48;

    private static final int KEK_BYTES = 32;
    private static final int MAC_KEY_BYTES = 48;
    private static final byte[] KEK_LABEL = ascii("sectorkeep/local-store/v1/kek");
    private static final byte[] MAC_INFO = ascii("sectorkeep/local-store/v1/mac");

    private final byte[] storeId;
    private final SecretBytes key;

    /** Takes a key over; it is closed with this object. */
    DerivationKey(byte[] storeId, SecretBytes key) {
        this.storeId = storeId.clone();
        this.key = key;
    }

    /** A new random key. */
    static DerivationKey random(byte[] storeId) {
        return new DerivationKey(storeId, SecretBytes.random(KEY_BYTES));
    }

    /** The KEK of an id: HKDF-SHA-512, salt = store id, info = label, a zero byte, the id in UTF-8. */
    public SecretBytes kek(String keyId) {
        byte[] info = new FieldWriter()
                .raw(KEK_LABEL)
                .number(0, 1)
                .raw(keyId.getBytes(StandardCharsets.UTF_8))
                .toByteArray();
        return Hkdf.sha512(key, storeId, info, KEK_BYTES);
    }

    /** Seals something else that the store's protection covers; the salt must be fresh, the info of its own. */
    public CommittingSeal seal(byte[] salt, byte[] info) {
        return CommittingSeal.derive(key, salt, info);
    }

    /** HMAC-SHA-384 under a key derived for this store only. */
    byte[] tag(byte[] content) {
        try (SecretBytes macKey = Hkdf.sha512(key, storeId, MAC_INFO, MAC_KEY_BYTES)) {
            return Hmac.sha384(macKey, content);
        }
    }

    byte[] storeId() {
        return storeId.clone();
    }

    SecretBytes key() {
        return key;
    }

    @Override
    public void close() {
        key.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
