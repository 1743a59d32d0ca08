// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.DiskDevice;
import org.sectorkeep.agent.LockReason;
import org.sectorkeep.agent.LockedException;
import org.sectorkeep.engine.BlockDevice;
import org.sectorkeep.nbd.BlockRun;
import org.sectorkeep.nbd.NbdDevice;
import org.sectorkeep.nbd.NbdError;
import org.sectorkeep.nbd.NbdRequestException;
import org.sectorkeep.nbd.Zeroing;

/**
 * What clients see of a disk, whether it is open or locked. While it is locked each call fails at once; while the disk
 * behind it is being exchanged calls wait. Thread-safe.
 */
final class DiskDoor implements NbdDevice {
    private final String export;
    private final long sizeBytes;
    private final IoMeter meter;
    /** Shared by calls, held alone by an exchange. */
    private final ReentrantReadWriteLock passage = new ReentrantReadWriteLock(true);

    private volatile boolean readOnly;
    private volatile @Nullable DiskDevice device;
    private volatile LockReason reason = LockReason.NOT_TRIED_YET;

    DiskDoor(String export, long sizeBytes, boolean readOnly, IoMeter meter) {
        this.export = export;
        this.sizeBytes = sizeBytes;
        this.readOnly = readOnly;
        this.meter = meter;
    }

    /** Lets calls through to a device, which stays the caller's. */
    void open(BlockDevice opened) {
        readOnly = opened.isReadOnly();
        device = new DiskDevice(opened);
    }

    /** Refuses calls from now on; does not wait for those that are inside. */
    void shut(LockReason why) {
        reason = why;
        device = null;
    }

    /** Gets the device that follows one that is open; null if there is none, which locks the door. */
    @FunctionalInterface
    interface Exchange {
        BlockDevice next() throws IOException;
    }

    /** Puts another device in the place of the present one while calls wait. If that fails, the door is shut. */
    void exchange(Exchange exchange) throws IOException {
        passage.writeLock().lock();
        try {
            DiskDevice before = device;
            DiskDevice next = null;
            try {
                next = new DiskDevice(exchange.next());
            } finally {
                if (device == before) { // else it was shut meanwhile
                    device = next;
                }
            }
        } finally {
            passage.writeLock().unlock();
        }
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        pass(IoMeter.Kind.READ, target.remaining(), open -> open.read(offsetBytes, target));
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        pass(IoMeter.Kind.WRITE, source.remaining(), open -> open.write(offsetBytes, source));
    }

    @Override
    public void flush() throws IOException {
        pass(IoMeter.Kind.FLUSH, 0, DiskDevice::flush);
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes) throws IOException {
        pass(IoMeter.Kind.TRIM, lengthBytes, open -> open.trim(offsetBytes, lengthBytes));
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes, Zeroing zeroing) throws IOException {
        pass(IoMeter.Kind.ZERO, lengthBytes, open -> open.writeZeroes(offsetBytes, lengthBytes, zeroing));
    }

    @Override
    public boolean isZeroingFast(Zeroing zeroing) {
        DiskDevice open = device;
        return open != null && open.isZeroingFast(zeroing);
    }

    @Override
    public BlockRun status(long offsetBytes, long maxLengthBytes) throws IOException {
        BlockRun[] found = {new BlockRun(BlockRun.Kind.DATA, maxLengthBytes)};
        pass(IoMeter.Kind.STATUS, 0, open -> found[0] = open.status(offsetBytes, maxLengthBytes));
        return found[0];
    }

    @FunctionalInterface
    private interface Call {
        void on(DiskDevice open) throws IOException;
    }

    private void pass(IoMeter.Kind kind, long lengthBytes, Call call) throws IOException {
        long startNanos = System.nanoTime();
        IoMeter.Outcome outcome = IoMeter.Outcome.FAILED;
        try {
            callOpen(call);
            outcome = IoMeter.Outcome.DONE;
        } catch (LockedException e) {
            outcome = IoMeter.Outcome.LOCKED;
            throw locked(e);
        } catch (NbdRequestException e) {
            if (e.error() != NbdError.ESHUTDOWN) {
                throw e;
            }
            outcome = IoMeter.Outcome.LOCKED;
            throw locked(e);
        } finally {
            meter.ended(kind, outcome, lengthBytes, System.nanoTime() - startNanos);
        }
    }

    private NbdRequestException locked(IOException cause) {
        NbdRequestException refusal =
                new NbdRequestException(NbdError.ESHUTDOWN, "'" + export + "' is locked: " + reason.text());
        refusal.initCause(cause);
        return refusal;
    }

    private void callOpen(Call call) throws IOException {
        requireOpen(); // at once, even if an exchange is under way
        passage.readLock().lock();
        try {
            call.on(requireOpen());
        } finally {
            passage.readLock().unlock();
        }
    }

    private DiskDevice requireOpen() throws LockedException {
        DiskDevice open = device;
        if (open == null) {
            throw new LockedException(export, reason);
        }
        return open;
    }
}
