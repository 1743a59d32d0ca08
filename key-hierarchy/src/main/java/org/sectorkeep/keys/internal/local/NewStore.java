// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.PassphraseKdf;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.files.FileSteps;

/** A store under a fresh protection, made in memory, not yet written. For one thread. */
public final class NewStore implements AutoCloseable {
    private final KeyStore store;
    private final @Nullable SecretBytes keyFileContent;
    private final @Nullable Path keyFileElsewhere;
    private boolean keyFileWritten;

    private NewStore(KeyStore store, @Nullable SecretBytes keyFileContent, @Nullable Path keyFileElsewhere) {
        this.store = store;
        this.keyFileContent = keyFileContent;
        this.keyFileElsewhere = keyFileElsewhere;
    }

    /** Protects a derivation key and its list by a passphrase, which stays the caller's. */
    public static NewStore underPassphrase(
            DerivationKey derivationKey, List<StoredKey> keys, char[] passphrase, Argon2Cost cost) {
        Protection.ByPassphrase protection =
                new Protection.ByPassphrase(cost, Salt.random(StoreHeader.ARGON2_SALT_BYTES));
        try (SecretBytes unlockingKey = unlockingKey(protection, passphrase)) {
            StoreHeader header = StoreHeader.seal(derivationKey, protection, unlockingKey);
            return new NewStore(KeyStore.of(header, keys, derivationKey), null, null);
        }
    }

    /**
     * Protects a derivation key and its list by a new key file.
     *
     * @param elsewhere where the key file goes; null for beside the store
     */
    public static NewStore underKeyFile(DerivationKey derivationKey, List<StoredKey> keys, @Nullable Path elsewhere) {
        Path absolute = elsewhere == null ? null : elsewhere.toAbsolutePath().normalize();
        SecretBytes content = KeyFile.newContent();
        Protection protection = new Protection.ByKeyFile(absolute == null ? "" : absolute.toString());
        StoreHeader header = StoreHeader.seal(derivationKey, protection, content);
        return new NewStore(KeyStore.of(header, keys, derivationKey), content, absolute);
    }

    /** What a passphrase gives under a store's own salt and cost, which are within {@link Argon2Cost}'s bounds. */
    public static SecretBytes unlockingKey(Protection.ByPassphrase protection, char[] passphrase) {
        Argon2Cost cost = protection.cost();
        return PassphraseKdf.argon2id(
                passphrase,
                protection.salt().bytes(),
                cost.memoryKib(),
                cost.iterations(),
                cost.parallelism(),
                DerivationKey.KEY_BYTES);
    }

    /** The content of the store's file. */
    public KeyStore store() {
        return store;
    }

    /** Writes and forces key file and store; the key file first. */
    public void write(FileSteps steps, Path folder) throws IOException {
        if (keyFileContent != null) {
            Path keyFile = keyFileElsewhere == null ? folder.resolve(KeyFile.NAME) : keyFileElsewhere;
            KeyFile.write(steps, keyFile, keyFileContent);
            keyFileWritten = true;
            steps.forceParent(keyFile);
        }
        Path storeFile = folder.resolve(KeyStoreFile.NAME);
        steps.write(storeFile, ByteBuffer.wrap(store.encode()));
        steps.force(storeFile);
    }

    /** Removes a key file elsewhere, if {@link #write} came to write it: its store did not come to be. */
    public void undo(FileSteps steps) throws IOException {
        if (keyFileElsewhere != null && keyFileWritten) {
            steps.delete(keyFileElsewhere);
        }
    }

    @Override
    public void close() {
        if (keyFileContent != null) {
            keyFileContent.close();
        }
    }
}
