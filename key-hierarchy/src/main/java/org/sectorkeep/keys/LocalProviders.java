// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.ProviderException.Reason;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.local.Argon2Cost;
import org.sectorkeep.keys.internal.local.DerivationKey;
import org.sectorkeep.keys.internal.local.KeyStore;
import org.sectorkeep.keys.internal.local.KeyStoreFile;
import org.sectorkeep.keys.internal.local.KeyStoreFormatException;
import org.sectorkeep.keys.internal.local.NewProtection;
import org.sectorkeep.keys.internal.local.NewStore;
import org.sectorkeep.keys.internal.local.Protection;
import org.sectorkeep.keys.internal.local.StoreHeader;
import org.sectorkeep.keys.internal.local.StoredKey;

/** The stores of the local providers among a home's {@link ProviderFolders}. */
final class LocalProviders {
    private final ProviderFolders folders;
    private final FileSteps steps;
    private final Argon2Cost cost;
    private final InstantSource clock;

    LocalProviders(ProviderFolders folders, FileSteps steps, Argon2Cost cost, InstantSource clock) {
        this.folders = folders;
        this.steps = steps;
        this.cost = cost;
        this.clock = clock;
    }

    Path storePath(String name) {
        return file(name).path();
    }

    private KeyStoreFile file(String name) {
        return new KeyStoreFile(folders.folder(name), folders.lockFile(), steps);
    }

    private static String storeOf(String name) {
        return "the key store of provider '" + name + "'";
    }

    /** A provider's store, not verified. */
    KeyStore read(String name) throws IOException {
        return read(file(name).path());
    }

    private static KeyStore read(Path file) throws IOException {
        try {
            return KeyStoreFile.read(file);
        } catch (NoSuchFileException e) {
            throw new ProviderException(Reason.DAMAGED, "'" + file + "' is missing", e);
        } catch (KeyStoreFormatException e) {
            throw damaged(file, e);
        }
    }

    private static ProviderException damaged(Path file, KeyStoreFormatException cause) {
        return new ProviderException(Reason.DAMAGED, "'" + file + "' is damaged: " + cause.getMessage(), cause);
    }

    LocalProviderDetails details(ProviderInfo info) throws IOException {
        String name = info.name();
        KeyStore store = read(name);
        List<LocalProviderDetails.IssuedKey> keys = store.keys().stream()
                .map(key -> new LocalProviderDetails.IssuedKey(
                        new KeyId(name, key.keyId()),
                        KeyState.ofCode(key.stateCode()),
                        Instant.ofEpochSecond(key.createdSeconds())))
                .toList();
        return new LocalProviderDetails(info, store.header().storeIdHex(), keyFile(name, store), keys);
    }

    private @Nullable Path keyFile(String name, KeyStore store) {
        return store.header().protection() instanceof Protection.ByKeyFile by
                ? ProtectedStores.keyFile(by, folders.folder(name))
                : null;
    }

    /** A new empty store under a new derivation key. */
    NewStore newStore(StoreProtection protection) throws IOException {
        try (DerivationKey derivationKey = StoreHeader.newDerivationKey()) {
            return protect(derivationKey, List.of(), protection);
        }
    }

    private NewStore protect(DerivationKey derivationKey, List<StoredKey> keys, StoreProtection protection)
            throws IOException {
        NewProtection fresh = ProtectedStores.protect(derivationKey, protection, cost);
        byte[] content = KeyStore.of(fresh.header(), keys, derivationKey).encode();
        return new NewStore(KeyStoreFile.NAME, content, fresh);
    }

    /** The store under a passphrase of its own. */
    NewStore copyToExport(String name, PassphraseSource current, PassphraseSource forExport) throws IOException {
        KeyStore store = read(name);
        return copy(
                storePath(name),
                storeOf(name),
                store,
                folders.folder(name),
                current,
                StoreProtection.passphrase(forExport));
    }

    /** The store in an exported file, verified whole, under a protection for here. */
    NewStore copyOfExport(Path source, PassphraseSource ofExport, StoreProtection protection) throws IOException {
        KeyStore store = read(source);
        if (!(store.header().protection() instanceof Protection.ByPassphrase)) {
            throw new ProviderException(
                    Reason.DAMAGED, "'" + source + "' is the store of a key file, not an export under a passphrase");
        }
        return copy(source, "export '" + source + "'", store, folders.home(), ofExport, protection);
    }

    private NewStore copy(
            Path file, String what, KeyStore store, Path folder, PassphraseSource source, StoreProtection protection)
            throws IOException {
        try (DerivationKey derivationKey = ProtectedStores.unlock(what, store.header(), folder, source)) {
            store.verify(derivationKey);
            return protect(derivationKey, store.keys(), protection);
        } catch (KeyStoreFormatException e) {
            throw damaged(file, e);
        }
    }

    KeyProvider open(String name, PassphraseSource passphrases) throws KeyUnavailableException {
        KeyStoreFile file = file(name);
        try {
            KeyStore store = file.read();
            DerivationKey derivationKey =
                    ProtectedStores.unlock(storeOf(name), store.header(), folders.folder(name), passphrases);
            return new LocalKeyProvider(name, file, verified(store, derivationKey), clock);
        } catch (KeyUnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw LocalStoreFailures.unusable(name, file.path(), e);
        }
    }

    private static DerivationKey verified(KeyStore store, DerivationKey derivationKey) throws KeyStoreFormatException {
        boolean verified = false;
        try {
            store.verify(derivationKey);
            verified = true;
            return derivationKey;
        } finally {
            if (!verified) {
                derivationKey.close();
            }
        }
    }
}
