// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final ProviderRegistry registry;
    private final LocalProviders locals;
    private final KmipStores kmipStores;
    private final InstantSource clock;

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
        this.locals = new LocalProviders(folders, steps, cost, clock);
        this.kmipStores = new KmipStores(folders, steps, cost);
        this.registry = new ProviderRegistry(folders, steps, this::storeId);
        this.clock = clock;
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
        Optional<String> defaultName = registry.defaultName(names);
        List<ProviderInfo> providers = new ArrayList<>();
        for (String name : names) {
            providers.add(registry.info(name, defaultName));
        }
        return providers;
    }

    /** The store id of a provider, unless it cannot be read. */
    private Optional<String> storeId(ProviderInfo provider) throws IOException {
        try {
            return switch (provider.kind()) {
                case LOCAL -> Optional.of(locals.read(provider.name()).header().storeIdHex());
                case KMIP ->
                    Optional.of(kmipStores.read(provider.name()).protection().storeIdHex());
                case UNKNOWN -> Optional.empty();
            };
        } catch (ProviderException e) {
            return Optional.empty();
        }
    }

    /**
     * One provider.
     *
     * @param name the provider's name
     * @return what is known of it without reading its store
     * @throws ProviderException if there is no such provider
     * @throws IOException if the folder cannot be read
     */
    public ProviderInfo find(String name) throws IOException {
        registry.requireExists(name);
        return registry.info(name);
    }

    /**
     * What is done with KMIP providers alone.
     *
     * @return the KMIP providers of this set
     */
    public KmipProviders kmip() {
        return new KmipProviders(registry, kmipStores, clock);
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
        registry.requireExists(name);
        return locals.details(registry.info(name));
    }

    /**
     * The provider that new keys come from.
     *
     * @return the default, or empty if none is named and there is not exactly one
     * @throws ProviderException if the folder is open to others, or the one that is named is gone
     * @throws IOException if the folder cannot be read
     */
    public Optional<ProviderInfo> defaultProvider() throws IOException {
        Optional<String> name = registry.defaultName(folders.names());
        if (name.isPresent()) {
            registry.requireExists(name.get());
        }
        return name.map(present -> registry.info(present, name));
    }

    /**
     * Names the default provider.
     *
     * @param name a provider that is there
     * @throws ProviderException if there is no such provider
     * @throws IOException if it cannot be written
     */
    public void setDefault(String name) throws IOException {
        registry.requireExists(name);
        folders.change(() -> {
            registry.requireExists(name);
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
                return new DefaultProvider(registry.info(FIRST_LOCAL_NAME, Optional.of(FIRST_LOCAL_NAME)), false);
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
        registry.requireFree(name);
        try (NewStore store = locals.newStore(protection)) {
            return registry.place(name, store);
        }
    }

    /**
     * Removes a provider and erases its store, with a key file beside it (one elsewhere stays). Nothing is destroyed in
     * a key server.
     *
     * @param name the provider's name
     * @param removal what may be destroyed
     * @throws ProviderException if there is no such provider, or it is in use and that is not allowed
     * @throws IOException if it cannot be removed
     */
    public void remove(String name, Removal removal) throws IOException {
        registry.requireExists(name);
        folders.change(() -> {
            registry.requireExists(name);
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
        if (registry.defaultName(folders.names()).filter(name::equals).isPresent()) {
            throw new ProviderException(Reason.IN_USE, "provider '" + name + "' is the default");
        }
        if (registry.info(name).kind() == ProviderInfo.Kind.KMIP) {
            return; // its keys are elsewhere, and stay there
        }
        int issued = locals.read(name).keys().size();
        if (issued > 0) {
            throw new ProviderException(
                    Reason.IN_USE,
                    "provider '" + name + "' issued " + issued + " keys: disks under them would become unreadable");
        }
    }

    /**
     * Writes a complete copy of a provider's store under a passphrase of its own: of a local one its keys and their
     * states, of a KMIP one what it needs to reach its servers.
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
        registry.requireExists(name);
        ProviderRegistry.requireMayWrite(target, existing);
        try (NewStore copy = registry.info(name).kind() == ProviderInfo.Kind.KMIP
                ? kmipStores.copyToExport(name, current, forExport)
                : locals.copyToExport(name, current, forExport)) {
            registry.writeExport(target, existing, copy);
        }
    }

    /**
     * Adds a provider, local or KMIP, from a file that {@link #export} wrote. The file is verified whole before anything is
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
    public ProviderInfo importStore(String name, Path source, PassphraseSource ofExport, StoreProtection protection)
            throws IOException {
        registry.requireFree(name);
        try (NewStore copy = KmipStores.isOne(source)
                ? kmipStores.copyOfExport(source, ofExport, protection)
                : locals.copyOfExport(source, ofExport, protection)) {
            return registry.place(name, copy);
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
        return open(name, passphrases, warning -> {});
    }

    /**
     * Opens a provider that has something to say.
     *
     * @param name the provider's name, as an envelope gives it perhaps
     * @param passphrases asked if the provider needs a passphrase
     * @param warnings told in one line each what its user should worry about; called by any thread
     * @return the provider, to be closed by the caller
     * @throws KeyUnavailableException if there is no such provider, or it does not open
     */
    public KeyProvider open(String name, PassphraseSource passphrases, Consumer<String> warnings)
            throws KeyUnavailableException {
        return open(name, passphrases, warnings, call -> {});
    }

    /**
     * Opens a provider whose calls to its servers are counted.
     *
     * @param name the provider's name, as an envelope gives it perhaps
     * @param passphrases asked if the provider needs a passphrase
     * @param warnings told in one line each what its user should worry about; called by any thread
     * @param listener told of each call to a key server; a local provider has none
     * @return the provider, to be closed by the caller
     * @throws KeyUnavailableException if there is no such provider, or it does not open
     */
    public KeyProvider open(
            String name, PassphraseSource passphrases, Consumer<String> warnings, KeyServerListener listener)
            throws KeyUnavailableException {
        try {
            registry.requireExists(name);
        } catch (ProviderException e) {
            throw new KeyUnavailableException(
                    KeyUnavailableException.Reason.PROVIDER_INVALID, String.valueOf(e.getMessage()), e);
        }
        return Files.exists(kmipStores.path(name))
                ? kmip().open(name, passphrases, warnings, listener)
                : locals.open(name, passphrases);
    }
}
