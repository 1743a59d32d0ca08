// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.RandomFile;

/**
 * A file beside a disk that tells of what is being done to it. Not locked: who has the disk open for writing is the only
 * one that writes it. Safe for use by several threads.
 */
public final class SideFile implements Closeable {
    private final FileLayer layer;
    private final Path path;
    private final RandomFile file;

    SideFile(FileLayer layer, Path path, RandomFile file) {
        this.layer = layer;
        this.path = path;
        this.file = file;
    }

    /**
     * Where it is.
     *
     * @return as it was opened
     */
    public Path path() {
        return path;
    }

    /**
     * Its size.
     *
     * @return in bytes
     * @throws IOException if it cannot be told
     */
    public long sizeBytes() throws IOException {
        return file.sizeBytes();
    }

    /**
     * Fills a buffer from position to limit.
     *
     * @param positionBytes 0 or more
     * @param target filled
     * @throws java.io.EOFException if the file ends before
     * @throws IOException if it cannot be read
     */
    public void read(long positionBytes, ByteBuffer target) throws IOException {
        file.read(positionBytes, target);
    }

    /**
     * Writes a buffer from position to limit; the file grows if need be.
     *
     * @param positionBytes 0 or more
     * @param source written
     * @throws IOException if it cannot be written
     */
    public void write(long positionBytes, ByteBuffer source) throws IOException {
        file.write(positionBytes, source);
    }

    /**
     * Brings everything written to the storage.
     *
     * @throws IOException if that fails; what is in the storage is then unknown
     */
    public void force() throws IOException {
        file.force();
    }

    /**
     * Brings the name of the file to the storage.
     *
     * @throws IOException if that fails
     */
    public void forceName() throws IOException {
        layer.forceFolder(Objects.requireNonNull(path.getParent()));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
