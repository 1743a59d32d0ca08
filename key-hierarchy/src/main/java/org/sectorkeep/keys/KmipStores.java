// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.internal.files.AtomicFile;
import org.sectorkeep.keys.internal.files.BoundedFile;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.files.LockFile;
import org.sectorkeep.keys.internal.kmip.KmipProviderFile;
import org.sectorkeep.keys.internal.kmip.ProviderDescription;
import org.sectorkeep.keys.internal.kmip.ProviderFileException;
import org.sectorkeep.keys.internal.kmip.ProviderSecrets;
import org.sectorkeep.keys.internal.local.Argon2Cost;
import org.sectorkeep.keys.internal.local.DerivationKey;
import org.sectorkeep.keys.internal.local.NewProtection;
import org.sectorkeep.keys.internal.local.NewStore;
import org.sectorkeep.keys.internal.local.Protection;
import org.sectorkeep.keys.internal.local.StoreHeader;

/** The files of the KMIP providers among a home's {@link ProviderFolders}. */
final class KmipStores {
    private final ProviderFolders folders;
    private final FileSteps steps;
    private final Argon2Cost cost;

    KmipStores(ProviderFolders folders, FileSteps steps, Argon2Cost cost) {
        this.folders = folders;
        this.steps = steps;
        this.cost = cost;
    }

    /** A file with its secrets; closed by whoever has it. */
    record Opened(KmipProviderFile file, DerivationKey key, ProviderSecrets secrets) implements AutoCloseable {
        @Override
        public void close() {
            key.close();
            secrets.close();
        }
    }

    Path path(String name) {
        return folders.folder(name).resolve(KmipProviderFile.NAME);
    }

    /** A provider's file, not authenticated. */
    KmipProviderFile read(String name) throws IOException {
        return read(path(name));
    }

    private static KmipProviderFile read(Path file) throws IOException {
        try {
            return KmipProviderFile.decode(BoundedFile.read(file, KmipProviderFile.MAX_BYTES));
        } catch (NoSuchFileException e) {
            throw new ProviderException(ProviderException.Reason.DAMAGED, "'" + file + "' is missing", e);
        } catch (ProviderFileException e) {
            throw damaged(file, e);
        }
    }

    private static ProviderException damaged(Path file, ProviderFileException cause) {
        return new ProviderException(
                ProviderException.Reason.DAMAGED, "'" + file + "' is damaged: " + cause.getMessage(), cause);
    }

    /** Whether a file, an exported one perhaps, is of this kind. */
    static boolean isOne(Path file) throws IOException {
        try {
            return KmipProviderFile.isOne(BoundedFile.read(file, KmipProviderFile.MAX_BYTES));
        } catch (NoSuchFileException e) {
            return false; // whoever reads it next says so
        }
    }

    /** A new file under a new key; the secrets stay the caller's. */
    NewStore newStore(ProviderDescription description, ProviderSecrets secrets, StoreProtection protection)
            throws IOException {
        try (DerivationKey key = StoreHeader.newDerivationKey()) {
            return protect(description, secrets, key, protection);
        }
    }

    private NewStore protect(
            ProviderDescription description, ProviderSecrets secrets, DerivationKey key, StoreProtection protection)
            throws IOException {
        NewProtection fresh = ProtectedStores.protect(key, protection, cost);
        byte[] content =
                KmipProviderFile.seal(description, fresh.header(), key, secrets).encode();
        return new NewStore(KmipProviderFile.NAME, content, fresh);
    }

    /** Unlocks a provider's file and authenticates all of it. */
    Opened open(String name, PassphraseSource passphrases) throws IOException {
        return open(path(name), "the secrets of provider '" + name + "'", folders.folder(name), passphrases);
    }

    private static Opened open(Path path, String what, Path folder, PassphraseSource passphrases) throws IOException {
        KmipProviderFile file = read(path);
        DerivationKey key = ProtectedStores.unlock(what, file.protection(), folder, passphrases);
        boolean opened = false;
        try {
            Opened all = new Opened(file, key, file.open(key));
            opened = true;
            return all;
        } catch (ProviderFileException e) {
            throw damaged(path, e);
        } finally {
            if (!opened) {
                key.close();
            }
        }
    }

    /** Opens for whoever needs a key: what is wrong with the file is a reason why there is none. */
    Opened openForKeys(String name, PassphraseSource passphrases) throws KeyUnavailableException {
        try {
            return open(name, passphrases);
        } catch (KeyUnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID, "provider '" + name + "' is unusable: " + e.getMessage(), e);
        }
    }

    /** Replaces what a provider's file says and hides, under the key that it has, unless it was changed meanwhile. */
    void replace(String name, Opened before, ProviderDescription description, ProviderSecrets secrets)
            throws IOException {
        byte[] after = KmipProviderFile.seal(description, before.file().protection(), before.key(), secrets)
                .encode();
        LockFile.holding(folders.lockFile(), () -> {
            if (!Arrays.equals(read(name).encode(), before.file().encode())) {
                throw new ProviderException(
                        ProviderException.Reason.IN_USE, "provider '" + name + "' was changed meanwhile");
            }
            AtomicFile.replace(steps, path(name), ByteBuffer.wrap(after));
        });
    }

    /** The file under a passphrase of its own. */
    NewStore copyToExport(String name, PassphraseSource current, PassphraseSource forExport) throws IOException {
        try (Opened opened = open(name, current)) {
            return copy(opened, StoreProtection.passphrase(forExport));
        }
    }

    /** The provider in an exported file, verified whole, under a protection for here. */
    NewStore copyOfExport(Path source, PassphraseSource ofExport, StoreProtection protection) throws IOException {
        if (!(read(source).protection().protection() instanceof Protection.ByPassphrase)) {
            throw new ProviderException(
                    ProviderException.Reason.DAMAGED,
                    "'" + source + "' is the file of a provider with a key file, not an export under a passphrase");
        }
        try (Opened opened = open(source, "export '" + source + "'", folders.home(), ofExport)) {
            return copy(opened, protection);
        }
    }

    private NewStore copy(Opened opened, StoreProtection protection) throws IOException {
        return protect(opened.file().description(), opened.secrets(), opened.key(), protection);
    }
}
