// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sectorkeep.keys.internal.format.FieldReader;
import org.sectorkeep.keys.internal.format.FieldWriter;

/** The whole content of a store's file at one time: header, the keys it issued, and a tag over both. Immutable. */
public final class KeyStore {
    /** The longest file that is read or written: about 280,000 keys. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int COUNT_BYTES = 4;
    private static final int STATE_BYTES = 2;
    private static final int CREATED_BYTES = 8;

    private final StoreHeader header;
    private final List<StoredKey> keys;
    private final byte[] encoded;

    private KeyStore(StoreHeader header, List<StoredKey> keys, byte[] encoded) {
        this.header = header;
        this.keys = List.copyOf(keys);
        this.encoded = encoded;
    }

    /** Makes a store of these keys, in the order in which they were issued. */
    public static KeyStore of(StoreHeader header, List<StoredKey> keys, DerivationKey derivationKey) {
        FieldWriter out = header.write().number(keys.size(), COUNT_BYTES);
        for (StoredKey key : keys) {
            out.textField(key.keyId())
                    .numberField(key.stateCode(), STATE_BYTES)
                    .numberField(key.createdSeconds(), CREATED_BYTES);
        }
        out.fieldLength(DerivationKey.TAG_BYTES);
        out.raw(derivationKey.tag(out.toByteArray()));
        return new KeyStore(header, keys, out.toByteArray());
    }

    /** Reads a store. Nothing in it is authenticated before {@link #verify}. */
    public static KeyStore decode(byte[] encoded) throws KeyStoreFormatException {
        FieldReader<KeyStoreFormatException> in = new FieldReader<>(encoded, KeyStoreFormatException::new);
        StoreHeader header = StoreHeader.read(in);
        List<StoredKey> keys = readKeys(in);
        in.field("tag", DerivationKey.TAG_BYTES);
        in.end();
        return new KeyStore(header, keys, encoded.clone());
    }

    private static List<StoredKey> readKeys(FieldReader<KeyStoreFormatException> in) throws KeyStoreFormatException {
        long count = in.number("keyCount", COUNT_BYTES, 0, MAX_BYTES);
        List<StoredKey> keys = new ArrayList<>(); // grows by what is really there, whatever the count says
        Set<String> seen = new HashSet<>();
        for (long i = 0; i < count; i++) {
            int offset = in.position();
            StoredKey key = new StoredKey(
                    in.idField("keyId", StoredKey.MAX_KEY_ID_BYTES),
                    (int) in.numberField("keyState", STATE_BYTES, StoredKey.MIN_STATE_CODE, StoredKey.MAX_STATE_CODE),
                    in.numberField("keyCreated", CREATED_BYTES, 0, StoredKey.MAX_CREATED_SECONDS));
            if (!seen.add(key.keyId())) {
                throw new KeyStoreFormatException("keyId", offset, "occurs twice");
            }
            keys.add(key);
        }
        return keys;
    }

    /**
     * Checks the tag, in constant time.
     *
     * @throws KeyStoreFormatException if any byte is not as it was written with this derivation key
     */
    public void verify(DerivationKey derivationKey) throws KeyStoreFormatException {
        int tagOffset = encoded.length - DerivationKey.TAG_BYTES;
        byte[] content = Arrays.copyOf(encoded, tagOffset);
        byte[] tag = Arrays.copyOfRange(encoded, tagOffset, encoded.length);
        if (!MessageDigest.isEqual(derivationKey.tag(content), tag)) {
            throw new KeyStoreFormatException("tag", tagOffset, "does not match: the file was changed");
        }
    }

    /** The first part. */
    public StoreHeader header() {
        return header;
    }

    /** The keys in the order in which they were issued. */
    public List<StoredKey> keys() {
        return keys;
    }

    /** A key by its id. */
    public Optional<StoredKey> find(String keyId) {
        return keys.stream().filter(key -> key.keyId().equals(keyId)).findFirst();
    }

    /** The file's bytes, the caller's own copy. */
    public byte[] encode() {
        return encoded.clone();
    }
}
