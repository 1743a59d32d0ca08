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

    /** Opens and locks a regular file that exists, or joins other readers of it. */
    public static LockedFile open(FileLayer layer, Path path, LockMode mode) throws IOException {
        synchronized (OPEN) {
            Object key = identity(path);
            Entry entry = OPEN.get(key);
            if (entry != null) {
                if (mode == LockMode.EXCLUSIVE || entry.mode == LockMode.EXCLUSIVE) {
                    throw DiskInUseException.byThisProcess(path);
                }
                entry.holders++;
                return new LockedFile(entry, path);
            }
            return register(key, path, layer.open(path, mode), mode);
        }
    }

    /** Creates a file that must not exist, exclusively held. */
    public static LockedFile create(FileLayer layer, Path path) throws IOException {
        synchronized (OPEN) {
            RandomFile file = layer.create(path);
            Object key;
            try {
                key = identity(path);
            } catch (IOException e) {
                file.close();
                throw e;
            }
            return register(key, path, file, LockMode.EXCLUSIVE);
        }
    }

    private static LockedFile register(Object key, Path path, RandomFile file, LockMode mode) throws IOException {
        boolean locked = false;
        try {
            if (!file.tryLock(mode)) {
                throw DiskInUseException.byAnotherProgram(path);
            }
            if (!identity(path).equals(key)) {
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

    private static Object identity(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new UnsupportedDiskException(path, "it is not a regular file");
        }
        Object key = attributes.fileKey();
        return key != null ? key : path.toRealPath();
    }
}
