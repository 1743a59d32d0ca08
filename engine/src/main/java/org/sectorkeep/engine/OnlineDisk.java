// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.internal.inplace.Frontier;
import org.sectorkeep.engine.internal.inplace.Frontier.Form;
import org.sectorkeep.engine.internal.inplace.Frontier.Use;
import org.sectorkeep.engine.internal.inplace.OnlineRun;
import org.sectorkeep.engine.internal.io.CallGate;
import org.sectorkeep.engine.internal.io.ChunkLocks;
import org.sectorkeep.engine.internal.io.CipherLayer;
import org.sectorkeep.engine.internal.io.DiskLayer;
import org.sectorkeep.engine.internal.io.GrainMap;
import org.sectorkeep.engine.internal.io.IoTask;
import org.sectorkeep.engine.internal.io.PlainLayer;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * A disk that is encrypted, decrypted or encrypted anew in its place while it is used: plaintext in and out, whatever
 * has been rewritten so far. {@link #run} does the rewriting, in a thread that the caller gives it; without it the disk
 * stays as it is and can be used too. A call waits for the window being rewritten, a few MiB, where it meets it.
 *
 * <p>What a crash leaves is what {@link InPlaceEncryption} promises for the operation, and {@link BlockDevice} for what
 * was written: all that was flushed is there. After a failure of {@link #run} to read or write, all calls fail.
 *
 * <p>Thread-safe. The files of the disk are locked against other programs until it is closed.
 */
public final class OnlineDisk implements OnlineOperation {
    private final StartedOperation operation;
    private final VirtualDisk disk;
    private final EncryptedChain chain;
    private final OnlineRun run;
    private final DiskLayer before;
    private final DiskLayer after;
    private final GrainMap grains;
    private final ChunkLocks locks = new ChunkLocks();
    private final CallGate gate;
    private final Lock running = new ReentrantLock();
    private volatile boolean closing;

    private OnlineDisk(StartedOperation operation, EncryptedChain.OpenedBelow opened) throws IOException {
        this.operation = operation;
        this.disk = operation.operation().target().disk();
        this.chain = opened.chain();
        this.before = layer(operation.secrets().conversion().before(), opened);
        this.after = layer(operation.secrets().conversion().after(), opened);
        this.grains = new GrainMap(disk.extents());
        this.gate = new CallGate(() -> new DiskClosedException("'" + disk.path() + "' is closed"));
        this.run = operation.online(() -> closing);
    }

    private DiskLayer layer(@Nullable RangeCipher cipher, EncryptedChain.OpenedBelow opened) {
        return cipher == null ? new PlainLayer(disk) : new CipherLayer(disk, cipher, opened.below());
    }

    /** Takes over the operation and its disk; if that fails the operation is closed, and the disk stays the caller's. */
    static OnlineDisk open(StartedOperation operation, HostKeys keys) throws IOException {
        try {
            VirtualDisk disk = operation.operation().target().disk();
            disk.onFirstWrite(EncryptionLines::acceptCidOfEncrypted);
            EncryptedChain.OpenedBelow below = EncryptedChain.openBelow(disk, keys);
            try {
                return new OnlineDisk(operation, below);
            } catch (IOException | RuntimeException e) {
                Closing.afterFailure(e, below.chain());
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, operation);
            throw e;
        }
    }

    /**
     * Rewrites what is left of the disk, and blocks until that is done. Afterwards the disk is what the operation made of
     * it, and can be used on until it is closed.
     *
     * @return what came of it
     * @throws OperationStoppedException if it was stopped by its listener, an interrupt of the thread or {@link #close},
     *     in which cases the call may be made again, or by a failure to read or write
     * @throws DiskChangedException if somebody else wrote to the disk
     * @throws DiskClosedException if the disk is closed
     */
    @Override
    public InPlaceResult run() throws IOException {
        running.lock();
        try {
            if (closing) {
                throw new DiskClosedException("'" + disk.path() + "' is closed");
            }
            return operation.run(run);
        } finally {
            running.unlock();
        }
    }

    @Override
    public long capacityBytes() {
        return disk.capacityBytes();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        int lengthBytes = target.remaining();
        checkRange(offsetBytes, lengthBytes);
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        gate.pass(() -> locks.shared(
                offsetBytes,
                lengthBytes,
                () -> pass(
                        Use.READ,
                        offsetBytes,
                        lengthBytes,
                        (layer, at, pieceBytes) -> layer.read(at, next(target, pieceBytes)))));
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        int lengthBytes = source.remaining();
        change(offsetBytes, lengthBytes, (layer, at, pieceBytes) -> layer.write(at, next(source, pieceBytes)));
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes) throws IOException {
        change(offsetBytes, lengthBytes, DiskLayer::zero);
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes) throws IOException {
        change(offsetBytes, lengthBytes, DiskLayer::zero);
    }

    @Override
    public boolean isZeroingFast() {
        return StoredRuns.areAllSparse(disk);
    }

    @Override
    public StoredRun stored(long offsetBytes, long maxLengthBytes) throws IOException {
        checkRange(offsetBytes, 1);
        StoredRun[] found = new StoredRun[1];
        gate.pass(
                () -> locks.shared(offsetBytes, 1, () -> found[0] = StoredRuns.at(disk, offsetBytes, maxLengthBytes)));
        return found[0];
    }

    @Override
    public void flush() throws IOException {
        gate.pass(disk::flush);
    }

    /** Stops {@link #run} after its window, and waits for that too. */
    @Override
    public void close() throws IOException {
        closing = true;
        running.lock();
        try {
            gate.shut(this::release);
        } finally {
            running.unlock();
        }
    }

    /** Whether it is closed, or about to be. */
    boolean isClosing() {
        return closing;
    }

    private void release() throws IOException {
        try (InPlaceDisk target = operation.operation().target();
                operation;
                chain) {
            target.disk().flush();
        }
    }

    /** What is done with a piece of the range that has one form. */
    private interface Piece {
        void run(DiskLayer layer, long offsetBytes, long lengthBytes) throws IOException;
    }

    private void change(long offsetBytes, long lengthBytes, Piece piece) throws IOException {
        checkRange(offsetBytes, lengthBytes);
        IoTask task = () -> pass(Use.WRITE, offsetBytes, lengthBytes, piece);
        gate.pass(() -> {
            if (lengthBytes > 0) {
                long start = grains.floor(offsetBytes);
                locks.exclusive(start, grains.ceiling(offsetBytes + lengthBytes) - start, task);
            }
        });
    }

    private void pass(Use use, long offsetBytes, long lengthBytes, Piece piece) throws IOException {
        Frontier frontier = run.frontier();
        long end = offsetBytes + lengthBytes;
        for (long position = offsetBytes; position < end; ) {
            Frontier.Passage passage = frontier.enter(use, position, end - position);
            try {
                piece.run(passage.form() == Form.NEW ? after : before, position, passage.lengthBytes());
            } finally {
                frontier.leave(passage);
            }
            position += passage.lengthBytes();
        }
    }

    private static ByteBuffer next(ByteBuffer buffer, long lengthBytes) {
        ByteBuffer piece = buffer.slice(buffer.position(), (int) lengthBytes);
        buffer.position(buffer.position() + (int) lengthBytes);
        return piece;
    }

    private void checkRange(long offsetBytes, long lengthBytes) {
        if (offsetBytes < 0 || lengthBytes < 0 || lengthBytes > capacityBytes() - offsetBytes) {
            throw new IllegalArgumentException("range of " + lengthBytes + " bytes at " + offsetBytes
                    + " is not inside the capacity of " + capacityBytes() + " bytes");
        }
    }
}
