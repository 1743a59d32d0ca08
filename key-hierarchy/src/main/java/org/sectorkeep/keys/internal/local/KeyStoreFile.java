// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.keys.internal.files.AtomicFile;
import org.sectorkeep.keys.internal.files.BoundedFile;
import org.sectorkeep.keys.internal.files.FileSteps;
import org.sectorkeep.keys.internal.files.LockFile;

/** The file of a store. Readers need no lock, since the file is only ever replaced whole; writers exclude each other. */
public final class KeyStoreFile {
    /** The store's name in its folder. */
    public static final String NAME = "local.keystore";

    private final Path path;
    private final Path lockFile;
    private final FileSteps steps;

    /** The store in a folder, which writers change under a lock. */
    public KeyStoreFile(Path folder, Path lockFile, FileSteps steps) {
        this.path = folder.resolve(NAME);
        this.lockFile = lockFile;
        this.steps = steps;
    }

    /** Where the store is. */
    public Path path() {
        return path;
    }

    /** Reads the store as it is now, not yet verified. */
    public KeyStore read() throws IOException {
        return read(path);
    }

    /** Reads a store from any file, not yet verified. */
    public static KeyStore read(Path file) throws IOException {
        return KeyStore.decode(BoundedFile.read(file, KeyStore.MAX_BYTES));
    }

    /** Adds a key. When this returns, it is on the device. */
    public void append(DerivationKey derivationKey, StoredKey key) throws IOException {
        LockFile.holding(lockFile, () -> {
            KeyStore before = read();
            before.verify(derivationKey);
            List<StoredKey> keys = new ArrayList<>(before.keys());
            keys.add(key);
            byte[] after = KeyStore.of(before.header(), keys, derivationKey).encode();
            if (after.length > KeyStore.MAX_BYTES) {
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "is full: it holds " + before.keys().size() + " keys");
            }
            AtomicFile.replace(steps, path, ByteBuffer.wrap(after));
        });
    }
}
