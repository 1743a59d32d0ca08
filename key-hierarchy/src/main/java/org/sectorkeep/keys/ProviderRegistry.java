// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.keys.KeyProviders.ExistingFile;
import org.sectorkeep.keys.ProviderException.Reason;
import org.sectorkeep.keys.internal.files.AtomicFile;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.kmip.KmipProviderFile;
import org.sectorkeep.keys.internal.local.KeyStoreFile;
import org.sectorkeep.keys.internal.local.NewStore;

/** Which providers there are, of whatever kind, and how one is added or copied out. */
final class ProviderRegistry {
    private static final int UNIQUE_BYTES = 8;

    private final ProviderFolders folders;
    private final FileSteps steps;
    private final StoreIds storeIds;

    /** Finds out the store id of a provider, if it can be read. */
    @FunctionalInterface
    interface StoreIds {
        Optional<String> storeIdHex(ProviderInfo provider) throws IOException;
    }

    ProviderRegistry(ProviderFolders folders, FileSteps steps, StoreIds storeIds) {
        this.folders = folders;
        this.steps = steps;
        this.storeIds = storeIds;
    }

    ProviderInfo info(String name) throws IOException {
        return info(name, defaultName(folders.names()));
    }

    ProviderInfo info(String name, Optional<String> defaultName) {
        Path folder = folders.folder(name);
        Path local = folder.resolve(KeyStoreFile.NAME);
        Path kmip = folder.resolve(KmipProviderFile.NAME);
        ProviderInfo.Kind kind = Files.exists(local)
                ? ProviderInfo.Kind.LOCAL
                : Files.exists(kmip) ? ProviderInfo.Kind.KMIP : ProviderInfo.Kind.UNKNOWN;
        return new ProviderInfo(
                name,
                kind,
                defaultName.filter(name::equals).isPresent(),
                kind == ProviderInfo.Kind.KMIP ? kmip : local);
    }

    Optional<String> defaultName(List<String> names) throws IOException {
        Optional<String> named = folders.namedDefault();
        return named.isEmpty() && names.size() == 1 ? Optional.of(names.get(0)) : named;
    }

    /** Adds a provider; the first is the default from then on. */
    ProviderInfo place(String name, NewStore store) throws IOException {
        try {
            folders.change(() -> {
                requireFree(name);
                requireNotHere(store.storeIdHex());
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
        return info(name);
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

    /** Refuses a store of which a copy is here; a provider whose store cannot be read is not known to be one. */
    private void requireNotHere(String storeIdHex) throws IOException {
        for (String name : folders.names()) {
            if (storeIds.storeIdHex(info(name, Optional.empty()))
                    .filter(storeIdHex::equals)
                    .isPresent()) {
                throw new ProviderException(
                        Reason.STORE_HERE_ALREADY, "this key store is here already, as provider '" + name + "'");
            }
        }
    }

    /** Writes a store to a file of the user's, whole or not at all. */
    void writeExport(Path target, ExistingFile existing, NewStore copy) throws IOException {
        requireMayWrite(target, existing);
        String suffix = HexFormat.of().formatHex(RandomBytes.array(UNIQUE_BYTES));
        try {
            AtomicFile.replaceUnlocked(steps, target, suffix, ByteBuffer.wrap(copy.content()));
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) { // of a full device the JDK says neither which nor on whose behalf
            FileSystemException named = new FileSystemException(target.toString(), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    static void requireMayWrite(Path target, ExistingFile existing) throws ProviderException {
        if (existing == ExistingFile.REFUSE && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new ProviderException(Reason.FILE_EXISTS, "'" + target + "' exists");
        }
    }

    void requireExists(String name) throws ProviderException {
        folders.requirePrivate();
        if (!folders.exists(name)) {
            throw new ProviderException(
                    Reason.UNKNOWN_PROVIDER, "no key provider '" + name + "' is set up in '" + folders.home() + "'");
        }
    }

    void requireFree(String name) throws ProviderException {
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
