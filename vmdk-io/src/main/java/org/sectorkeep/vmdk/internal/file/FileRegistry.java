// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.sectorkeep.vmdk.DiskInUseException;
import org.sectorkeep.vmdk.UnsupportedDiskException;

/**
 * All disk files that this process has open, by inode. It owns the only channel to each: a POSIX lock belongs to the
 * process and the file, so closing any other channel to that file would drop it.
 */
public final class FileRegistry {
    /** Of the mode of a file (stat(2)). */
    private static final int TYPE_MASK = 0xf000;

    private static final int BLOCK_DEVICE = 0x6000;

    private static final Map<Object, Entry> OPEN = new HashMap<>();

    private FileRegistry() {}

    /** A file that is open, and how many hold it. */
    static final class Entry {
        private final Object key;
        private final RandomFile file;
        private final LockMode mode;
        private int holders = 1;

        private Entry(Object key, RandomFile file, LockMode mode) {
            this.key = key;
            this.file = file;
            this.mode = mode;
        }

        Object key() {
            return key;
        }

        RandomFile file() {
            return file;
        }
    }

    /** Tells files apart, and refuses those that are of no use. */
    private interface Identity {
        Object of(Path path) throws IOException;
    }

    /** Opens and locks a regular file that exists, or joins other readers of it. */
    public static LockedFile open(FileLayer layer, Path path, LockMode mode) throws IOException {
        return open(layer, path, mode, FileRegistry::regularFile);
    }

    /** The same for a block device too. */
    public static LockedFile openDevice(FileLayer layer, Path path, LockMode mode) throws IOException {
        return open(layer, path, mode, FileRegistry::fileOrDevice);
    }

    private static LockedFile open(FileLayer layer, Path path, LockMode mode, Identity identity) throws IOException {
        synchronized (OPEN) {
            Object key = identity.of(path);
            Entry entry = OPEN.get(key);
            if (entry != null) {
                if (mode == LockMode.EXCLUSIVE || entry.mode == LockMode.EXCLUSIVE) {
                    throw DiskInUseException.byThisProcess(path);
                }
                entry.holders++;
                return new LockedFile(entry, path);
            }
            return register(key, path, layer.open(path, mode), mode, identity);
        }
    }

    /** Creates a file that must not exist, exclusively held. */
    public static LockedFile create(FileLayer layer, Path path) throws IOException {
        synchronized (OPEN) {
            RandomFile file = layer.create(path);
            Object key;
            try {
                key = regularFile(path);
            } catch (IOException e) {
                file.close();
                throw e;
            }
            return register(key, path, file, LockMode.EXCLUSIVE, FileRegistry::regularFile);
        }
    }

    private static LockedFile register(Object key, Path path, RandomFile file, LockMode mode, Identity identity)
            throws IOException {
        boolean locked = false;
        try {
            if (!file.tryLock(mode)) {
                throw DiskInUseException.byAnotherProgram(path);
            }
            if (!identity.of(path).equals(key)) {
                throw new IOException("'" + path + "' was replaced while it was being opened");
            }
            locked = true;
        } finally {
            if (!locked) {
                file.close();
            }
        }
        Entry entry = new Entry(key, file, mode);
        OPEN.put(key, entry);
        return new LockedFile(entry, path);
    }

    static void release(Entry entry) throws IOException {
        synchronized (OPEN) {
            entry.holders--;
            if (entry.holders == 0) {
                OPEN.remove(entry.key);
                entry.file.close();
            }
        }
    }

    private static Object regularFile(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new UnsupportedDiskException(path, "it is not a regular file");
        }
        Object key = attributes.fileKey();
        return key != null ? key : path.toRealPath();
    }

    /** A device may have several names: its number tells it. */
    private static Object fileOrDevice(Path path) throws IOException {
        if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,rdev");
            if (attributes.get("mode") instanceof Integer mode && (mode & TYPE_MASK) == BLOCK_DEVICE) {
                return "block device " + attributes.get("rdev");
            }
        }
        return regularFile(path);
    }
}
