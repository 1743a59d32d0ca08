// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps every other process, and every other thread of this one, from changing the same datastore. The file stays. */
final class DatastoreLock implements Closeable {
    private final FileChannel channel;

    private DatastoreLock(FileChannel channel) {
        this.channel = channel;
    }

    static DatastoreLock of(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            throw inUse(folder, e);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw inUse(folder, null);
        }
        return new DatastoreLock(channel);
    }

    private static DatastoreInUseException inUse(Path folder, @Nullable Throwable cause) {
        DatastoreInUseException refused = new DatastoreInUseException(
                "datastore '" + folder.getFileName() + "' is being changed by another sectorkeep command");
        if (cause != null) {
            refused.initCause(cause);
        }
        return refused;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
