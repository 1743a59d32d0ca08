// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sectorkeep.vmdk.internal.disk.DiskOpener;
import org.sectorkeep.vmdk.internal.disk.DiskParts;
import org.sectorkeep.vmdk.internal.disk.SizeChange;
import org.sectorkeep.vmdk.internal.disk.SizeChanges;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.Sectors;
import org.sectorkeep.vmdk.internal.file.SystemFiles;

/**
 * A disk that is about to get another size. Everything is prepared where it means nothing to the disk as it is;
 * {@link #commit} puts it in force in one step, and before that, or after a crash at any moment, the disk has its old
 * size, or its new one, and all of its content. What a crash leaves of a change that was not put in force is space lost
 * in a file, at the worst.
 *
 * <p>A larger disk has zeroes behind its old end: holes where a sparse extent has no grain, and else what the caller
 * writes, zeroes or what stands for them. Of a smaller one the content behind its new end is lost, and its content id
 * is a new one, so that no snapshot of it opens any more.
 *
 * <p>For one thread.
 */
public final class DiskResize implements Closeable {
    private static final int ZEROES_BYTES = 1 << 20;

    private final VirtualDisk disk;
    private final SizeChange change;
    private final long newCapacityBytes;
    private boolean committed;

    private DiskResize(VirtualDisk disk, SizeChange change, long newCapacityBytes) {
        this.disk = disk;
        this.change = change;
        this.newCapacityBytes = newCapacityBytes;
    }

    /**
     * Opens and locks a disk and prepares to give it another size.
     *
     * @param path its descriptor, sparse file or raw image
     * @param newCapacityBytes a multiple of 512, at least 512; another size than the disk has
     * @param tracking what becomes of the line {@code changeTrackPath}, which is wrong afterwards
     * @return the disk, not yet changed
     * @throws IllegalArgumentException if the size is none of those
     * @throws UnsupportedDiskException if a disk of that kind cannot get that size: those that are not written in place,
     *     mixes of extents, a snapshot whose longer parent would show through, a split sparse disk that would be cut
     *     inside an extent
     * @throws DiskInUseException if another program, or this process, holds a file
     * @throws IOException if a file is damaged, or cannot be opened, read or written
     */
    public static DiskResize begin(Path path, long newCapacityBytes, ChangeTracking tracking) throws IOException {
        return begin(SystemFiles.INSTANCE, path, newCapacityBytes, tracking);
    }

    static DiskResize begin(FileLayer layer, Path path, long newCapacityBytes, ChangeTracking tracking)
            throws IOException {
        if (newCapacityBytes < Sectors.SECTOR_BYTES || newCapacityBytes % Sectors.SECTOR_BYTES != 0) {
            throw new IllegalArgumentException(
                    "the size must be a positive multiple of 512 bytes, found " + newCapacityBytes);
        }
        DiskParts parts = DiskOpener.open(layer, path, LockMode.EXCLUSIVE, tracking);
        boolean begun = false;
        try {
            if (parts.extents().capacityBytes() == newCapacityBytes) {
                throw new IllegalArgumentException(
                        "'" + path + "' has the size of " + newCapacityBytes + " bytes already");
            }
            VirtualDisk disk = VirtualDisk.readOnly(layer, parts.withFilesOfOthers());
            DiskResize resize = new DiskResize(disk, SizeChanges.of(layer, parts, newCapacityBytes), newCapacityBytes);
            begun = true;
            return resize;
        } finally {
            if (!begun) {
                parts.files().close();
            }
        }
    }

    /**
     * The disk as it is before the change.
     *
     * @return open for reading until {@link #commit} or {@link #close}
     */
    public VirtualDisk disk() {
        return disk;
    }

    /**
     * The size to be.
     *
     * @return in bytes
     */
    public long newCapacityBytes() {
        return newCapacityBytes;
    }

    /**
     * What of the part behind the old end will be stored. It is to be written with {@link #write}, or all of it is zeroes
     * by {@link #writeZeroes}; the rest will be holes.
     *
     * @return of kind DATA, in the order of the disk; empty if the disk becomes smaller
     * @throws IOException if a table cannot be read
     */
    public List<AllocatedRange> newData() throws IOException {
        return change.newData();
    }

    /**
     * What the file of a flat disk has behind the end of the disk: no part of the disk, but perhaps of use to somebody, or
     * left by a growth that was interrupted. A larger disk overwrites it, a smaller one cuts it off.
     *
     * @return in bytes, 0 or more, as it was when the change was begun
     */
    public long bytesBehindEnd() {
        return change.bytesBehindEnd();
    }

    /**
     * Writes into the part behind the old end.
     *
     * @param offsetBytes on the disk; all of it must be inside {@link #newData}
     * @param source written from position to limit, as it is
     * @throws IllegalArgumentException if it is not
     * @throws IOException if the file cannot be written
     */
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        long end = offsetBytes + source.remaining();
        boolean inside = newData().stream()
                .anyMatch(range ->
                        offsetBytes >= range.offsetBytes() && end <= range.offsetBytes() + range.lengthBytes());
        if (!inside) {
            throw new IllegalArgumentException("bytes " + offsetBytes + " to " + end + " are not new ones of the disk");
        }
        change.write(offsetBytes, source);
    }

    /**
     * Makes all of {@link #newData} read as zeroes, with as few writes as that takes.
     *
     * @throws IOException if the file cannot be written
     */
    public void writeZeroes() throws IOException {
        ByteBuffer zeroes = ByteBuffer.allocate(ZEROES_BYTES);
        for (AllocatedRange range : change.oldContent()) {
            long end = range.offsetBytes() + range.lengthBytes();
            for (long offset = range.offsetBytes(); offset < end; offset += zeroes.limit()) {
                zeroes.clear().limit((int) Math.min(ZEROES_BYTES, end - offset));
                change.write(offset, zeroes.duplicate());
            }
        }
    }

    /**
     * Brings everything to the storage and puts the new size in force.
     *
     * @param descriptorChange gets the descriptor with the new size, and may change all but the extents; not called for a
     *     raw image
     * @throws IllegalStateException if already committed
     * @throws IOException if it fails; the disk then has its old size or its new one, and is open no more
     */
    public void commit(UnaryOperator<VmdkDescriptor> descriptorChange) throws IOException {
        if (committed) {
            throw new IllegalStateException("'" + disk.path() + "' has its new size already");
        }
        committed = true;
        change.commit(descriptorChange);
    }

    /** Lets go of the disk, which has its old size unless {@link #commit} was called. */
    @Override
    public void close() throws IOException {
        disk.close();
        change.close();
    }
}
