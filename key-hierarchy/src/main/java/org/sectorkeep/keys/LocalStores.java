// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.internal.local.Argon2Cost;
import org.sectorkeep.keys.internal.local.DerivationKey;
import org.sectorkeep.keys.internal.local.KeyFile;
import org.sectorkeep.keys.internal.local.KeyStore;
import org.sectorkeep.keys.internal.local.NewStore;
import org.sectorkeep.keys.internal.local.Protection;
import org.sectorkeep.keys.internal.local.StoredKey;

/** Protects and unlocks the stores of local providers. */
final class LocalStores {
    private LocalStores() {}

    /** A store under a fresh protection; a passphrase is asked for and wiped. */
    static NewStore protect(
            DerivationKey derivationKey, List<StoredKey> keys, StoreProtection protection, Argon2Cost cost)
            throws IOException {
        if (protection instanceof StoreProtection.KeyFile by) {
            return NewStore.underKeyFile(derivationKey, keys, by.path());
        }
        PassphraseSource source = ((StoreProtection.Passphrase) protection).source();
        char[] passphrase = source.passphrase("new passphrase of the key store");
        try {
            return NewStore.underPassphrase(derivationKey, keys, passphrase, cost);
        } catch (IllegalArgumentException e) {
            throw new ProviderException(
                    ProviderException.Reason.BAD_PASSPHRASE,
                    passphrase.length == 0 ? "the passphrase is empty" : String.valueOf(e.getMessage()),
                    e);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /**
     * Opens a store's derivation key and checks with it that no byte of the store was changed.
     *
     * @param what the store, as messages name it
     * @param folder where a key file beside the store would be
     */
    static DerivationKey unlock(String what, KeyStore store, Path folder, PassphraseSource source) throws IOException {
        Protection protection = store.header().protection();
        DerivationKey derivationKey = protection instanceof Protection.ByKeyFile by
                ? unlockByFile(what, store, keyFile(by, folder))
                : unlockByPassphrase(what, store, (Protection.ByPassphrase) protection, source);
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

    static Path keyFile(Protection.ByKeyFile protection, Path folder) {
        return folder.resolve(protection.path().isEmpty() ? KeyFile.NAME : protection.path());
    }

    private static DerivationKey unlockByFile(String what, KeyStore store, Path keyFile) throws IOException {
        try (SecretBytes unlockingKey = KeyFile.read(keyFile)) {
            return store.header().open(unlockingKey);
        } catch (NoSuchFileException e) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID, "key file '" + keyFile + "' of " + what + " is missing", e);
        } catch (AuthenticationException e) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID, "key file '" + keyFile + "' does not open " + what, e);
        }
    }

    private static DerivationKey unlockByPassphrase(
            String what, KeyStore store, Protection.ByPassphrase protection, PassphraseSource source)
            throws IOException {
        char[] passphrase = ask(what, source);
        try (SecretBytes unlockingKey = NewStore.unlockingKey(protection, passphrase)) {
            return store.header().open(unlockingKey);
        } catch (AuthenticationException e) {
            throw new KeyUnavailableException(Reason.WRONG_PASSPHRASE, what + " does not open with it", e);
        } catch (IllegalArgumentException e) { // empty, not UTF-16, or more memory than this process may have
            boolean isEmpty = passphrase.length == 0;
            throw new KeyUnavailableException(
                    isEmpty ? Reason.WRONG_PASSPHRASE : Reason.PROVIDER_INVALID,
                    what + " does not open" + (isEmpty ? " with an empty one" : ": " + e.getMessage()),
                    e);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private static char[] ask(String what, PassphraseSource source) throws KeyUnavailableException {
        try {
            return source.passphrase("passphrase of " + what);
        } catch (KeyUnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw new KeyUnavailableException(
                    Reason.PASSPHRASE_NEEDED, "passphrase of " + what + ": " + e.getMessage(), e);
        }
    }
}
