// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.sectorkeep.engine.internal.copy.PlainHoles;
import org.sectorkeep.engine.internal.io.ChunkLocks;
import org.sectorkeep.engine.internal.io.DiskLayer;
import org.sectorkeep.engine.internal.io.GrainMap;
import org.sectorkeep.engine.internal.io.IoTask;
import org.sectorkeep.engine.internal.io.PlainLayer;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/** A layer over the files of a disk as a block device: calls are checked, kept apart, and refused once it is closed. */
final class LayeredDisk implements BlockDevice {
    private final VirtualDisk disk;
    private final DiskLayer layer;
    private final Refusal writes;
    private final Closeable rest;
    private final GrainMap grains;
    private final boolean sparse;
    private final Storage storage;
    private final ChunkLocks locks = new ChunkLocks();
    private volatile boolean closed;

    /** Refuses writes to a disk that must not be written. */
    @FunctionalInterface
    interface Refusal {
        void refuse() throws DiskRefusedException;
    }

    /** Tells how a disk is stored. */
    @FunctionalInterface
    private interface Storage {
        AllocatedRange range(long offsetBytes, long maxBytes) throws IOException;
    }

    /**
     * Takes over a disk and what belongs to it.
     *
     * @param writes called before each change; throws if the disk is read-only
     * @param rest closed before the disk
     */
    LayeredDisk(VirtualDisk disk, DiskLayer layer, Refusal writes, Closeable rest) {
        this(disk, layer, writes, rest, disk::range);
    }

    private LayeredDisk(VirtualDisk disk, DiskLayer layer, Refusal writes, Closeable rest, Storage storage) {
        this.disk = disk;
        this.storage = storage;
        this.layer = layer;
        this.writes = writes;
        this.rest = rest;
        this.grains = new GrainMap(disk.extents());
        this.sparse = StoredRuns.areAllSparse(disk);
    }

    /** The same for a disk that is written if its files were opened for that. */
    static LayeredDisk of(VirtualDisk disk, DiskLayer layer, Closeable rest) {
        return new LayeredDisk(disk, layer, () -> refuseIfOpenedReadOnly(disk), rest);
    }

    /** A disk in the clear, whose flat files may have holes. */
    static LayeredDisk ofPlain(VirtualDisk disk) throws IOException {
        PlainHoles holes = new PlainHoles(disk, disk::read);
        return new LayeredDisk(
                disk, new PlainLayer(disk), () -> refuseIfOpenedReadOnly(disk), () -> {}, holes::rangeNow);
    }

    static void refuseIfOpenedReadOnly(VirtualDisk disk) throws DiskRefusedException {
        if (disk.access() == VirtualDisk.Access.READ_ONLY) {
            throw new DiskRefusedException("'" + disk.path() + "' was opened read-only");
        }
    }

    @Override
    public long capacityBytes() {
        return disk.capacityBytes();
    }

    @Override
    public boolean isReadOnly() {
        try {
            writes.refuse();
            return false;
        } catch (DiskRefusedException e) {
            return true;
        }
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        int lengthBytes = target.remaining();
        checkRange(offsetBytes, lengthBytes);
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        locks.lockShared(offsetBytes, lengthBytes);
        try {
            refuseIfClosed();
            layer.read(offsetBytes, target);
        } finally {
            locks.unlockShared(offsetBytes, lengthBytes);
        }
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        change(offsetBytes, source.remaining(), () -> layer.write(offsetBytes, source));
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes) throws IOException {
        change(offsetBytes, lengthBytes, () -> layer.zero(offsetBytes, lengthBytes));
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes) throws IOException {
        change(offsetBytes, lengthBytes, () -> layer.zero(offsetBytes, lengthBytes));
    }

    @Override
    public boolean isZeroingFast() {
        return sparse;
    }

    @Override
    public StoredRun stored(long offsetBytes, long maxLengthBytes) throws IOException {
        checkRange(offsetBytes, 1);
        locks.lockShared(offsetBytes, 1);
        try {
            refuseIfClosed();
            return StoredRuns.of(storage.range(offsetBytes, maxLengthBytes));
        } finally {
            locks.unlockShared(offsetBytes, 1);
        }
    }

    @Override
    public void flush() throws IOException {
        locks.lockShared(0, 0);
        try {
            refuseIfClosed();
            if (!isReadOnly()) {
                disk.flush();
            }
        } finally {
            locks.unlockShared(0, 0);
        }
    }

    @Override
    public void close() throws IOException {
        boolean first = markClosed();
        locks.lockAll();
        try {
            if (first) {
                release();
            }
        } finally {
            locks.unlockAll();
        }
    }

    /** From now on calls are refused; answers whether they were not before. */
    private synchronized boolean markClosed() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    private void release() throws IOException {
        try (disk;
                rest) {
            if (!isReadOnly()) {
                disk.flush();
            }
        }
    }

    /** Runs a task that changes a range, alone on all grains and blocks that the range touches. */
    private void change(long offsetBytes, long lengthBytes, IoTask task) throws IOException {
        checkRange(offsetBytes, lengthBytes);
        long start = lengthBytes == 0 ? 0 : grains.floor(offsetBytes);
        long lockedBytes = lengthBytes == 0 ? 0 : grains.ceiling(offsetBytes + lengthBytes) - start;
        locks.lockExclusive(start, lockedBytes);
        try {
            refuseIfClosed();
            writes.refuse();
            if (lengthBytes > 0) {
                task.run();
            }
        } finally {
            locks.unlockExclusive(start, lockedBytes);
        }
    }

    /** Asked while a lock is held: closing takes them all. */
    private void refuseIfClosed() throws DiskClosedException {
        if (closed) {
            throw new DiskClosedException("'" + disk.path() + "' is closed");
        }
    }

    private void checkRange(long offsetBytes, long lengthBytes) {
        if (offsetBytes < 0 || lengthBytes < 0 || lengthBytes > capacityBytes() - offsetBytes) {
            throw new IllegalArgumentException("range of " + lengthBytes + " bytes at " + offsetBytes
                    + " is not inside the capacity of " + capacityBytes() + " bytes");
        }
    }
}
