// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.keys.ProviderException.Reason;
import org.sectorkeep.keys.internal.files.AtomicFile;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.local.Argon2Cost;
import org.sectorkeep.keys.internal.local.DerivationKey;
import org.sectorkeep.keys.internal.local.KeyStore;
import org.sectorkeep.keys.internal.local.KeyStoreFile;
import org.sectorkeep.keys.internal.local.KeyStoreFormatException;
import org.sectorkeep.keys.internal.local.NewStore;
import org.sectorkeep.keys.internal.local.Protection;
import org.sectorkeep.keys.internal.local.StoreHeader;

/** The stores of the local providers among a home's {@link ProviderFolders}. */
final class LocalProviders {
    private static final int UNIQUE_BYTES = 8;

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
                ? LocalStores.keyFile(by, folders.folder(name))
                : null;
    }

    /** Refuses a store of which a copy is here; a provider whose store cannot be read is not known to be one. */
    void requireNotHere(String storeIdHex) throws IOException {
        for (String name : folders.names()) {
            String present;
            try {
                present = read(name).header().storeIdHex();
            } catch (ProviderException e) {
                continue;
            }
            if (present.equals(storeIdHex)) {
                throw new ProviderException(
                        Reason.STORE_HERE_ALREADY, "this key store is here already, as provider '" + name + "'");
            }
        }
    }

    /** A new empty store under a new derivation key. */
    NewStore newStore(StoreProtection protection) throws IOException {
        try (DerivationKey derivationKey = StoreHeader.newDerivationKey()) {
            return LocalStores.protect(derivationKey, List.of(), protection, cost);
        }
    }

    void export(String name, PassphraseSource current, Path target, PassphraseSource forExport) throws IOException {
        KeyStore store = read(name);
        try (DerivationKey derivationKey = LocalStores.unlock(storeOf(name), store, folders.folder(name), current);
                NewStore copy =
                        LocalStores.protect(derivationKey, store.keys(), StoreProtection.passphrase(forExport), cost)) {
            String suffix = HexFormat.of().formatHex(RandomBytes.array(UNIQUE_BYTES));
            AtomicFile.replaceUnlocked(
                    steps, target, suffix, ByteBuffer.wrap(copy.store().encode()));
        } catch (KeyStoreFormatException e) {
            throw damaged(storePath(name), e);
        }
    }

    /** The store in a file that {@link #export} wrote, verified whole, under a protection for here. */
    NewStore copyOfExport(Path source, PassphraseSource ofExport, StoreProtection protection) throws IOException {
        KeyStore store = read(source);
        if (!(store.header().protection() instanceof Protection.ByPassphrase)) {
            throw new ProviderException(
                    Reason.DAMAGED, "'" + source + "' is the store of a key file, not an export under a passphrase");
        }
        try (DerivationKey derivationKey =
                LocalStores.unlock("export '" + source + "'", store, folders.home(), ofExport)) {
            return LocalStores.protect(derivationKey, store.keys(), protection, cost);
        } catch (KeyStoreFormatException e) {
            throw damaged(source, e);
        }
    }

    KeyProvider open(String name, PassphraseSource passphrases) throws KeyUnavailableException {
        KeyStoreFile file = file(name);
        try {
            DerivationKey derivationKey =
                    LocalStores.unlock(storeOf(name), file.read(), folders.folder(name), passphrases);
            return new LocalKeyProvider(name, file, derivationKey, clock);
        } catch (KeyUnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw LocalStoreFailures.unusable(name, file.path(), e);
        }
    }
}
