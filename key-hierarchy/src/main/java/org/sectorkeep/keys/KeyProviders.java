// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.ProviderException.Reason;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.files.SystemFileSteps;
import org.sectorkeep.keys.internal.local.Argon2Cost;
import org.sectorkeep.keys.internal.local.NewStore;

/**
 * The key providers that are set up under {@code $SECTORKEEP_HOME}, a folder of mode 0700 that is made when the first
 * provider is added; one that others may enter is refused. Every change is complete and on the device when its method
 * returns, and a crash leaves the old or the new state. Safe for use by many threads and processes, which wait for each
 * other.
 *
 * <p>The default provider is the one named by {@link #setDefault}, or the only one there is. The first that is added is
 * named.
 */
public final class KeyProviders {
    /** The name of the provider that {@link #defaultOrCreateLocal} makes. */
    public static final String FIRST_LOCAL_NAME = "local";

    private final ProviderFolders folders;
    private final FileSteps steps;
    private final LocalProviders locals;

    /**
     * The provider that new keys come from.
     *
     * @param provider the default provider
     * @param created whether it was made just now: its store is to be backed up
     */
    public record DefaultProvider(ProviderInfo provider, boolean created) {}

    /** What {@link #remove} may destroy. */
    public enum Removal {
        /** Only a provider that is not the default and never issued a key. */
        ONLY_IF_UNUSED,
        /** Any provider: without a copy of its store every disk under its keys is lost. */
        EVEN_IF_DISKS_BECOME_UNREADABLE
    }

    /** What {@link #export} does to a file of that name. */
    public enum ExistingFile {
        /** Leaves it and fails. */
        REFUSE,
        /** Replaces it, in one step. */
        REPLACE
    }

    KeyProviders(Path home, FileSteps steps, Argon2Cost cost, InstantSource clock) {
        this.folders = new ProviderFolders(home, steps);
        this.steps = steps;
        this.locals = new LocalProviders(folders, steps, cost, clock);
    }

    /**
     * The providers under a folder; nothing is read or made yet.
     *
     * @param sectorkeepHome the folder, {@code $SECTORKEEP_HOME}; need not exist
     * @return the set of its providers
     */
    public static KeyProviders open(Path sectorkeepHome) {
        return new KeyProviders(sectorkeepHome, new SystemFileSteps(), Argon2Cost.DEFAULT, InstantSource.system());
    }

    /**
     * The folder that holds them.
     *
     * @return its absolute path
     */
    public Path home() {
        return folders.home();
    }

    /**
     * All providers.
     *
     * @return what is known of them without reading their stores, in the order of their names
     * @throws ProviderException if the folder is open to others
     * @throws IOException if it cannot be read
     */
    public List<ProviderInfo> list() throws IOException {
        List<String> names = folders.names();
        Optional<String> defaultName = defaultName(names);
        List<ProviderInfo> providers = new ArrayList<>();
        for (String name : names) {
            providers.add(info(name, defaultName));
        }
        return providers;
    }

    private ProviderInfo info(String name, Optional<String> defaultName) {
        Path store = locals.storePath(name);
        return new ProviderInfo(
                name,
                Files.exists(store) ? ProviderInfo.Kind.LOCAL : ProviderInfo.Kind.UNKNOWN,
                defaultName.filter(name::equals).isPresent(),
                store);
    }

    /**
     * A local provider with what its store says in the clear. No passphrase is needed.
     *
     * @param name the provider's name
     * @return what the store says, not authenticated
     * @throws ProviderException if there is no such provider or its store is damaged
     * @throws IOException if the store cannot be read
     */
    public LocalProviderDetails show(String name) throws IOException {
        requireExists(name);
        return locals.details(info(name, defaultName(folders.names())));
    }

    /**
     * The provider that new keys come from.
     *
     * @return the default, or empty if none is named and there is not exactly one
     * @throws ProviderException if the folder is open to others, or the one that is named is gone
     * @throws IOException if the folder cannot be read
     */
    public Optional<ProviderInfo> defaultProvider() throws IOException {
        Optional<String> name = defaultName(folders.names());
        if (name.isPresent()) {
            requireExists(name.get());
        }
        return name.map(present -> info(present, name));
    }

    private Optional<String> defaultName(List<String> names) throws IOException {
        Optional<String> named = folders.namedDefault();
        return named.isEmpty() && names.size() == 1 ? Optional.of(names.get(0)) : named;
    }

    /**
     * Names the default provider.
     *
     * @param name a provider that is there
     * @throws ProviderException if there is no such provider
     * @throws IOException if it cannot be written
     */
    public void setDefault(String name) throws IOException {
        requireExists(name);
        folders.change(() -> {
            requireExists(name);
            folders.nameDefault(name);
        });
    }

    /**
     * The default provider; where there is no provider at all, a local one named {@value #FIRST_LOCAL_NAME} is made,
     * protected by a key file beside its store.
     *
     * @return the provider, and whether it is new
     * @throws ProviderException if there are providers and none is the default
     * @throws IOException if the folder cannot be read or written
     */
    public DefaultProvider defaultOrCreateLocal() throws IOException {
        Optional<ProviderInfo> found = defaultProvider();
        if (found.isPresent()) {
            return new DefaultProvider(found.get(), false);
        }
        if (!folders.names().isEmpty()) {
            throw new ProviderException(Reason.NO_DEFAULT, "no key provider in '" + home() + "' is the default");
        }
        try {
            return new DefaultProvider(addLocal(FIRST_LOCAL_NAME, StoreProtection.keyFile()), true);
        } catch (ProviderException e) {
            if (e.reason() == Reason.NAME_TAKEN) { // another process was faster
                return new DefaultProvider(info(FIRST_LOCAL_NAME, Optional.of(FIRST_LOCAL_NAME)), false);
            }
            throw e;
        }
    }

    /**
     * Adds a local provider with a new store.
     *
     * @param name 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
     * @param protection how the store is protected
     * @return the new provider
     * @throws ProviderException if the name is not allowed or taken, a passphrase is empty, or a key file exists
     * @throws IOException if it cannot be written
     */
    public ProviderInfo addLocal(String name, StoreProtection protection) throws IOException {
        requireFree(name);
        try (NewStore store = locals.newStore(protection)) {
            return place(name, store);
        }
    }

    private ProviderInfo place(String name, NewStore store) throws IOException {
        try {
            folders.change(() -> {
                requireFree(name);
                locals.requireNotHere(store.store().header().storeIdHex());
                List<String> before = folders.names();
                Optional<String> defaultName = before.isEmpty() ? Optional.of(name) : defaultName(before);
                folders.add(name, filler(store));
                if (folders.namedDefault().isEmpty() && defaultName.isPresent()) {
                    folders.nameDefault(defaultName.get());
                }
            });
        } catch (FileAlreadyExistsException e) {
            throw new ProviderException(Reason.FILE_EXISTS, "'" + e.getFile() + "' exists", e);
        }
        return info(name, defaultName(folders.names()));
    }

    private ProviderFolders.Filler filler(NewStore store) {
        return new ProviderFolders.Filler() {
            @Override
            public void fill(Path folder) throws IOException {
                store.write(steps, folder);
            }

            @Override
            public void undo() throws IOException {
                store.undo(steps);
            }
        };
    }

    /**
     * Removes a provider and erases its store, with a key file beside it (one elsewhere stays).
     *
     * @param name the provider's name
     * @param removal what may be destroyed
     * @throws ProviderException if there is no such provider, or it is in use and that is not allowed
     * @throws IOException if it cannot be removed
     */
    public void remove(String name, Removal removal) throws IOException {
        requireExists(name);
        folders.change(() -> {
            requireExists(name);
            if (removal == Removal.ONLY_IF_UNUSED) {
                requireUnused(name);
            }
            if (folders.namedDefault().filter(name::equals).isPresent()) {
                folders.forgetDefault();
            }
            folders.remove(name);
        });
    }

    private void requireUnused(String name) throws IOException {
        if (defaultName(folders.names()).filter(name::equals).isPresent()) {
            throw new ProviderException(Reason.IN_USE, "provider '" + name + "' is the default");
        }
        int issued = locals.read(name).keys().size();
        if (issued > 0) {
            throw new ProviderException(
                    Reason.IN_USE,
                    "provider '" + name + "' issued " + issued + " keys: disks under them would become unreadable");
        }
    }

    /**
     * Writes a complete copy of a local provider's store, with its keys and their states, under a passphrase of its own.
     *
     * @param name the provider's name
     * @param current asked for the store's passphrase, if it has one
     * @param target the file to write, mode 0600
     * @param existing what to do if it exists
     * @param forExport asked once for the passphrase of the copy
     * @throws KeyUnavailableException if the store does not open
     * @throws ProviderException if there is no such provider, the file exists, or the new passphrase is empty
     * @throws IOException if it cannot be read or written
     */
    public void export(
            String name, PassphraseSource current, Path target, ExistingFile existing, PassphraseSource forExport)
            throws IOException {
        requireExists(name);
        if (existing == ExistingFile.REFUSE && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new ProviderException(Reason.FILE_EXISTS, "'" + target + "' exists");
        }
        locals.export(name, current, target, forExport);
    }

    /**
     * Adds a local provider from a file that {@link #export} wrote. The file is verified whole before anything is
     * stored.
     *
     * @param name the new provider's name: the old one's, if disks are to find it without being rebound
     * @param source the file
     * @param ofExport asked for the passphrase of the file
     * @param protection how the store is protected here
     * @return the new provider
     * @throws KeyUnavailableException if the file's passphrase is wrong
     * @throws ProviderException if the name is not allowed or taken, the store is here already, or the file is damaged
     * @throws IOException if it cannot be read or written
     */
    public ProviderInfo importLocal(String name, Path source, PassphraseSource ofExport, StoreProtection protection)
            throws IOException {
        requireFree(name);
        try (NewStore copy = locals.copyOfExport(source, ofExport, protection)) {
            return place(name, copy);
        }
    }

    /**
     * Opens a provider.
     *
     * @param name the provider's name, as an envelope gives it perhaps
     * @param passphrases asked if the provider needs a passphrase
     * @return the provider, to be closed by the caller
     * @throws KeyUnavailableException if there is no such provider, or it does not open
     */
    public KeyProvider open(String name, PassphraseSource passphrases) throws KeyUnavailableException {
        try {
            requireExists(name);
        } catch (ProviderException e) {
            throw new KeyUnavailableException(
                    KeyUnavailableException.Reason.PROVIDER_INVALID, String.valueOf(e.getMessage()), e);
        }
        return locals.open(name, passphrases);
    }

    private void requireExists(String name) throws ProviderException {
        folders.requirePrivate();
        if (!folders.exists(name)) {
            throw new ProviderException(
                    Reason.UNKNOWN_PROVIDER, "no key provider '" + name + "' is set up in '" + home() + "'");
        }
    }

    private void requireFree(String name) throws ProviderException {
        folders.requirePrivate();
        if (!ProviderFolders.isName(name)) {
            throw new ProviderException(
                    Reason.BAD_NAME,
                    "provider name '" + name + "' is not 1 to 64 of a-z 0-9 . _ - that begin with a letter or digit");
        }
        if (folders.exists(name)) {
            throw new ProviderException(Reason.NAME_TAKEN, "there is a key provider '" + name + "' already");
        }
    }
}
