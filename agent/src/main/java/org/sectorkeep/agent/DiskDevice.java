// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.engine.BlockDevice;
import org.sectorkeep.engine.DiskClosedException;
import org.sectorkeep.engine.DiskRefusedException;
import org.sectorkeep.engine.StoredRun;
import org.sectorkeep.nbd.BlockRun;
import org.sectorkeep.nbd.NbdDevice;
import org.sectorkeep.nbd.NbdError;
import org.sectorkeep.nbd.NbdRequestException;
import org.sectorkeep.nbd.Zeroing;

/** A disk as an NBD server sees it. Thread-safe, as the disk is. */
public final class DiskDevice implements NbdDevice {
    private static final int ZEROES_BYTES = 1 << 20;
    private static final ByteBuffer ZEROES =
            ByteBuffer.allocateDirect(ZEROES_BYTES).asReadOnlyBuffer();

    private final BlockDevice disk;

    /**
     * A device over a disk.
     *
     * @param disk stays the caller's; when it is closed calls fail with {@code ESHUTDOWN}
     */
    public DiskDevice(BlockDevice disk) {
        this.disk = disk;
    }

    @Override
    public long sizeBytes() {
        return disk.capacityBytes();
    }

    @Override
    public boolean isReadOnly() {
        return disk.isReadOnly();
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        call(() -> disk.read(offsetBytes, target));
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        call(() -> disk.write(offsetBytes, source));
    }

    @Override
    public void flush() throws IOException {
        call(disk::flush);
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes) throws IOException {
        call(() -> disk.trim(offsetBytes, lengthBytes));
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes, Zeroing zeroing) throws IOException {
        if (zeroing == Zeroing.MAY_TRIM) {
            call(() -> disk.writeZeroes(offsetBytes, lengthBytes));
            return;
        }
        long end = offsetBytes + lengthBytes;
        for (long position = offsetBytes; position < end; ) {
            int pieceBytes = (int) Math.min(ZEROES_BYTES, end - position);
            write(position, ZEROES.slice(0, pieceBytes));
            position += pieceBytes;
        }
    }

    @Override
    public boolean isZeroingFast(Zeroing zeroing) {
        return zeroing == Zeroing.MAY_TRIM && disk.isZeroingFast();
    }

    @Override
    public BlockRun status(long offsetBytes, long maxLengthBytes) throws IOException {
        BlockRun[] found = {new BlockRun(BlockRun.Kind.DATA, maxLengthBytes)};
        call(() -> {
            StoredRun run = disk.stored(offsetBytes, maxLengthBytes);
            boolean data = run.kind() == StoredRun.Kind.DATA;
            found[0] = new BlockRun(data ? BlockRun.Kind.DATA : BlockRun.Kind.HOLE, run.lengthBytes());
        });
        return found[0];
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private static void call(Call call) throws IOException {
        try {
            call.run();
        } catch (DiskClosedException e) {
            throw refusal(NbdError.ESHUTDOWN, "the disk is closed", e);
        } catch (DiskRefusedException e) {
            throw refusal(NbdError.EPERM, "the disk refuses this", e);
        }
    }

    private static NbdRequestException refusal(NbdError error, String message, IOException cause) {
        NbdRequestException refusal = new NbdRequestException(error, message);
        refusal.initCause(cause);
        return refusal;
    }
}
