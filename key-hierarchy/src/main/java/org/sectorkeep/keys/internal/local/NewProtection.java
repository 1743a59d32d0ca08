// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.PassphraseKdf;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.files.FileSteps;

/** A derivation key under a fresh protection, in memory; a key file that belongs to it is not written yet. For one thread. */
public final class NewProtection implements AutoCloseable {
    private final StoreHeader header;
    private final @Nullable SecretBytes keyFileContent;
    private final @Nullable Path keyFileElsewhere;
    private boolean keyFileWritten;

    private NewProtection(StoreHeader header, @Nullable SecretBytes keyFileContent, @Nullable Path keyFileElsewhere) {
        this.header = header;
        this.keyFileContent = keyFileContent;
        this.keyFileElsewhere = keyFileElsewhere;
    }

    /** Protects a derivation key by a passphrase, which stays the caller's. */
    public static NewProtection byPassphrase(DerivationKey derivationKey, char[] passphrase, Argon2Cost cost) {
        Protection.ByPassphrase protection =
                new Protection.ByPassphrase(cost, Salt.random(StoreHeader.ARGON2_SALT_BYTES));
        try (SecretBytes unlockingKey = unlockingKey(protection, passphrase)) {
            return new NewProtection(StoreHeader.seal(derivationKey, protection, unlockingKey), null, null);
        }
    }

    /**
     * Protects a derivation key by a new key file.
     *
     * @param elsewhere where the key file goes; null for beside the store
     */
    public static NewProtection byKeyFile(DerivationKey derivationKey, @Nullable Path elsewhere) {
        Path absolute = elsewhere == null ? null : elsewhere.toAbsolutePath().normalize();
        SecretBytes content = KeyFile.newContent();
        Protection protection = new Protection.ByKeyFile(absolute == null ? "" : absolute.toString());
        return new NewProtection(StoreHeader.seal(derivationKey, protection, content), content, absolute);
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

    /** What the store begins with. */
    public StoreHeader header() {
        return header;
    }

    /** Writes and forces the key file, if there is one, and its folder. */
    void write(FileSteps steps, Path folder) throws IOException {
        if (keyFileContent != null) {
            Path keyFile = keyFileElsewhere == null ? folder.resolve(KeyFile.NAME) : keyFileElsewhere;
            KeyFile.write(steps, keyFile, keyFileContent);
            keyFileWritten = true;
            steps.forceParent(keyFile);
        }
    }

    /** Removes a key file elsewhere, if {@link #write} came to write it: its store did not come to be. */
    void undo(FileSteps steps) throws IOException {
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
