// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.format.FieldReader;
import org.sectorkeep.keys.internal.format.FieldWriter;
import org.sectorkeep.keys.internal.seal.CommittingSeal;

/**
 * The first part of a store: its id, its protection, and the derivation key sealed under it. The layout is defined in
 * {@code docs/on-disk-format.md} and never changes.
 */
public final class StoreHeader {
    private static final byte[] MAGIC = "SKLS".getBytes(StandardCharsets.US_ASCII); // 53 4b 4c 53
    private static final byte[] INFO = "sectorkeep/local-store/v1/protect".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int VERSION_BYTES = 2;
    private static final int PROTECTION_BYTES = 2;
    private static final int STORE_ID_BYTES = 16;
    private static final int ARGON2_NUMBER_BYTES = 4;
    private static final int SEALED_BYTES = DerivationKey.KEY_BYTES + CommittingSeal.GCM_TAG_BYTES;
    private static final int MAX_PATH_BYTES = 4096;

    static final int ARGON2_SALT_BYTES = 16;

    private final byte[] storeId;
    private final Protection protection;
    private final byte[] salt;
    private final byte[] commitment;
    private final byte[] sealedKey;

    private StoreHeader(byte[] storeId, Protection protection, byte[] salt, byte[] commitment, byte[] sealedKey) {
        this.storeId = storeId;
        this.protection = protection;
        this.salt = salt;
        this.commitment = commitment;
        this.sealedKey = sealedKey;
    }

    /** A new store's derivation key. */
    public static DerivationKey newDerivationKey() {
        return DerivationKey.random(RandomBytes.array(STORE_ID_BYTES));
    }

    /** Seals a derivation key under the key that the protection gives. */
    public static StoreHeader seal(DerivationKey key, Protection protection, SecretBytes unlockingKey) {
        return seal(key, protection, unlockingKey, RandomBytes.array(CommittingSeal.SALT_BYTES));
    }

    /** Seals with a given salt, which must never have been used with this unlocking key: for test vectors. */
    static StoreHeader seal(DerivationKey key, Protection protection, SecretBytes unlockingKey, byte[] salt) {
        byte[] storeId = key.storeId();
        try (CommittingSeal seal = CommittingSeal.derive(unlockingKey, salt, INFO)) {
            byte[] before = beforeSealedKey(storeId, protection, salt, seal.commitment())
                    .toByteArray();
            return new StoreHeader(storeId, protection, salt, seal.commitment(), seal.seal(before, key.key()));
        }
    }

    /**
     * Opens the derivation key.
     *
     * @throws AuthenticationException if the unlocking key is wrong
     * @throws KeyStoreFormatException if it is right and the header was changed
     */
    public DerivationKey open(SecretBytes unlockingKey) throws AuthenticationException, KeyStoreFormatException {
        try (CommittingSeal seal = CommittingSeal.derive(unlockingKey, salt, INFO)) {
            if (!seal.isCommittedTo(commitment)) {
                throw new AuthenticationException();
            }
            byte[] before =
                    beforeSealedKey(storeId, protection, salt, commitment).toByteArray();
            return new DerivationKey(storeId, openCommitted(seal, before));
        }
    }

    private SecretBytes openCommitted(CommittingSeal seal, byte[] before) throws KeyStoreFormatException {
        try {
            return seal.open(commitment, before, sealedKey);
        } catch (AuthenticationException e) {
            throw new KeyStoreFormatException("its first part was changed", e);
        }
    }

    private static FieldWriter beforeSealedKey(byte[] storeId, Protection protection, byte[] salt, byte[] commitment) {
        return new FieldWriter()
                .raw(MAGIC)
                .number(VERSION, VERSION_BYTES)
                .number(protection.code(), PROTECTION_BYTES)
                .field(storeId)
                .field(parameters(protection))
                .field(salt)
                .field(commitment)
                .fieldLength(SEALED_BYTES);
    }

    private static byte[] parameters(Protection protection) {
        FieldWriter out = new FieldWriter();
        if (protection instanceof Protection.ByPassphrase by) {
            out.raw(by.salt().bytes())
                    .number(by.cost().memoryKib(), ARGON2_NUMBER_BYTES)
                    .number(by.cost().iterations(), ARGON2_NUMBER_BYTES)
                    .number(by.cost().parallelism(), ARGON2_NUMBER_BYTES);
        } else if (protection instanceof Protection.ByKeyFile by) {
            out.raw(by.path().getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    FieldWriter write() {
        return beforeSealedKey(storeId, protection, salt, commitment).raw(sealedKey);
    }

    /** The first part alone. */
    public byte[] encode() {
        return write().toByteArray();
    }

    /** Reads a first part that stands alone. */
    public static StoreHeader decode(byte[] encoded) throws KeyStoreFormatException {
        FieldReader<KeyStoreFormatException> in = new FieldReader<>(encoded, KeyStoreFormatException::new);
        StoreHeader header = read(in);
        in.end();
        return header;
    }

    static StoreHeader read(FieldReader<KeyStoreFormatException> in) throws KeyStoreFormatException {
        in.expect("magic", MAGIC, "is not 'SKLS': not a key store");
        int versionOffset = in.position();
        long version = in.number("version", VERSION_BYTES, 0, 0xFFFF);
        if (version != VERSION) {
            throw new KeyStoreFormatException(
                    "version", versionOffset, "is " + version + ", this program knows version 1 only");
        }
        int code = (int)
                in.number("protection", PROTECTION_BYTES, Protection.ByPassphrase.CODE, Protection.ByKeyFile.CODE);
        return new StoreHeader(
                in.field("storeId", STORE_ID_BYTES),
                code == Protection.ByPassphrase.CODE ? readPassphrase(in) : readKeyFile(in),
                in.field("salt", CommittingSeal.SALT_BYTES),
                in.field("commitment", CommittingSeal.COMMITMENT_BYTES),
                in.field("sealedKey", SEALED_BYTES));
    }

    private static Protection readPassphrase(FieldReader<KeyStoreFormatException> in) throws KeyStoreFormatException {
        in.number(
                "parameters",
                FieldReader.LENGTH_BYTES,
                ARGON2_SALT_BYTES + 3 * ARGON2_NUMBER_BYTES,
                ARGON2_SALT_BYTES + 3 * ARGON2_NUMBER_BYTES);
        Salt salt = new Salt(in.raw("argon2Salt", ARGON2_SALT_BYTES));
        Argon2Cost cost = new Argon2Cost(
                (int) in.number(
                        "argon2MemoryKib", ARGON2_NUMBER_BYTES, Argon2Cost.MIN_MEMORY_KIB, Argon2Cost.MAX_MEMORY_KIB),
                (int) in.number("argon2Iterations", ARGON2_NUMBER_BYTES, 1, Argon2Cost.MAX_ITERATIONS),
                (int) in.number("argon2Parallelism", ARGON2_NUMBER_BYTES, 1, Argon2Cost.MAX_PARALLELISM));
        return new Protection.ByPassphrase(cost, salt);
    }

    private static Protection readKeyFile(FieldReader<KeyStoreFormatException> in) throws KeyStoreFormatException {
        return new Protection.ByKeyFile(in.textField("parameters", 0, MAX_PATH_BYTES));
    }

    /** The store's id in hexadecimal. */
    public String storeIdHex() {
        return HexFormat.of().formatHex(storeId);
    }

    /** What the derivation key is sealed under. */
    public Protection protection() {
        return protection;
    }
}
