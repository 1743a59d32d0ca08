// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.internal.local.Argon2Cost;
import org.sectorkeep.keys.internal.local.DerivationKey;
import org.sectorkeep.keys.internal.local.KeyFile;
import org.sectorkeep.keys.internal.local.NewProtection;
import org.sectorkeep.keys.internal.local.Protection;
import org.sectorkeep.keys.internal.local.StoreHeader;

/** Protects and unlocks the stores of providers. */
final class ProtectedStores {
    private ProtectedStores() {}

    /** A fresh protection of a derivation key; a passphrase is asked for and wiped. */
    static NewProtection protect(DerivationKey derivationKey, StoreProtection protection, Argon2Cost cost)
            throws IOException {
        if (protection instanceof StoreProtection.KeyFile by) {
            return NewProtection.byKeyFile(derivationKey, by.path());
        }
        PassphraseSource source = ((StoreProtection.Passphrase) protection).source();
        char[] passphrase = source.passphrase("new passphrase of the key store");
        try {
            return NewProtection.byPassphrase(derivationKey, passphrase, cost);
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
     * Opens a store's derivation key; what it protects is not verified yet.
     *
     * @param what the store, as messages name it
     * @param folder where a key file beside the store would be
     */
    static DerivationKey unlock(String what, StoreHeader header, Path folder, PassphraseSource source)
            throws IOException {
        Protection protection = header.protection();
        return protection instanceof Protection.ByKeyFile by
                ? unlockByFile(what, header, keyFile(by, folder))
                : unlockByPassphrase(what, header, (Protection.ByPassphrase) protection, source);
    }

    static Path keyFile(Protection.ByKeyFile protection, Path folder) {
        return folder.resolve(protection.path().isEmpty() ? KeyFile.NAME : protection.path());
    }

    private static DerivationKey unlockByFile(String what, StoreHeader header, Path keyFile) throws IOException {
        try (SecretBytes unlockingKey = KeyFile.read(keyFile)) {
            return header.open(unlockingKey);
        } catch (NoSuchFileException e) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID, "key file '" + keyFile + "' of " + what + " is missing", e);
        } catch (AuthenticationException e) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID, "key file '" + keyFile + "' does not open " + what, e);
        }
    }

    private static DerivationKey unlockByPassphrase(
            String what, StoreHeader header, Protection.ByPassphrase protection, PassphraseSource source)
            throws IOException {
        char[] passphrase = ask(what, source);
        try (SecretBytes unlockingKey = NewProtection.unlockingKey(protection, passphrase)) {
            return header.open(unlockingKey);
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
