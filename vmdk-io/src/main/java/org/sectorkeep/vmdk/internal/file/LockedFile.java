// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One holder's share of a file that the {@link FileRegistry} has open and locked. Closing it twice does no harm. */
public final class LockedFile implements Closeable {
    private final FileRegistry.Entry entry;
    private final Path path;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Shown shown;

    /** Bytes that {@link #readUpTo} answers in place of the file's. */
    private record Shown(long positionBytes, ByteBuffer bytes) {}

    LockedFile(FileRegistry.Entry entry, Path path) {
        this.entry = entry;
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** The file itself, equal for all holders. */
    public Object identity() {
        return entry.key();
    }

    public RandomFile file() {
        return entry.file();
    }

    public long sizeBytes() throws IOException {
        return entry.file().sizeBytes();
    }

    /** The bytes at a position, or fewer where the file ends before. */
    public byte[] readUpTo(long positionBytes, int maxBytes) throws IOException {
        long available = Math.max(0, sizeBytes() - positionBytes);
        byte[] bytes = new byte[(int) Math.min(maxBytes, available)];
        entry.file().read(positionBytes, ByteBuffer.wrap(bytes));
        if (shown != null) {
            long from = Math.max(positionBytes, shown.positionBytes());
            long to = Math.min(
                    positionBytes + bytes.length,
                    shown.positionBytes() + shown.bytes().limit());
            if (from < to) {
                int inShown = (int) (from - shown.positionBytes());
                shown.bytes().get(inShown, bytes, (int) (from - positionBytes), (int) (to - from));
            }
        }
        return bytes;
    }

    /** Has {@link #readUpTo} answer these bytes, which a journal says are to come here. */
    public void show(long positionBytes, byte[] bytes) {
        shown = new Shown(positionBytes, ByteBuffer.wrap(bytes.clone()));
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            FileRegistry.release(entry);
        }
    }
}
