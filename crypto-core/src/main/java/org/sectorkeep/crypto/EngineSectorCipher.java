// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.sectorkeep.crypto.internal.xts.Direction;
import org.sectorkeep.crypto.internal.xts.EngineFault;
import org.sectorkeep.crypto.internal.xts.Overlap;
import org.sectorkeep.crypto.internal.xts.UseCount;
import org.sectorkeep.crypto.internal.xts.XtsContext;

/** Checks every argument, so that engines need not, and counts running calls, so that closing can wait for them. */
final class EngineSectorCipher implements SectorCipher {
    private static final int SECTOR_BYTES = 512;
    private static final int BLOCK_BYTES = 16;

    private final DataUnit unit;
    private final XtsContext context;
    private final UseCount uses = new UseCount();

    EngineSectorCipher(DataUnit unit, XtsContext context) {
        this.unit = unit;
        this.context = context;
    }

    @Override
    public DataUnit dataUnit() {
        return unit;
    }

    @Override
    public void encrypt(long firstLba, ByteBuffer source, ByteBuffer target) {
        run(Direction.ENCRYPT, firstLba, source, target);
    }

    @Override
    public void decrypt(long firstLba, ByteBuffer source, ByteBuffer target) {
        run(Direction.DECRYPT, firstLba, source, target);
    }

    @Override
    public void encryptPart(long unitLba, int offsetBytes, ByteBuffer source, ByteBuffer target) {
        part(Direction.ENCRYPT, unitLba, offsetBytes, source, target);
    }

    @Override
    public void decryptPart(long unitLba, int offsetBytes, ByteBuffer source, ByteBuffer target) {
        part(Direction.DECRYPT, unitLba, offsetBytes, source, target);
    }

    /** Positions are read once: were another thread to move them meanwhile, the checked ranges would still hold. */
    private void run(Direction direction, long firstLba, ByteBuffer source, ByteBuffer target) {
        int sourceIndex = source.position();
        int targetIndex = target.position();
        int lengthBytes = source.limit() - sourceIndex;
        checkMultiple("run", lengthBytes, unit.bytes());
        checkLba(firstLba, lengthBytes);
        checkTarget(target, targetIndex, lengthBytes);
        ByteBuffer copy = Overlap.copyIfUnknown(source, sourceIndex, target, targetIndex, lengthBytes);
        uses.enter();
        try {
            context.run(
                    direction,
                    firstLba,
                    copy == null ? source : copy,
                    copy == null ? sourceIndex : 0,
                    target,
                    targetIndex,
                    lengthBytes);
        } catch (EngineFault e) {
            throw new BugException(e.description(), e);
        } finally {
            uses.leave();
        }
        source.position(sourceIndex + lengthBytes);
        target.position(targetIndex + lengthBytes);
    }

    private void part(Direction direction, long unitLba, int offsetBytes, ByteBuffer source, ByteBuffer target) {
        int sourceIndex = source.position();
        int targetIndex = target.position();
        int lengthBytes = source.limit() - sourceIndex;
        checkMultiple("part", lengthBytes, BLOCK_BYTES);
        checkOffset(offsetBytes, lengthBytes);
        checkLba(unitLba, unit.bytes());
        checkTarget(target, targetIndex, lengthBytes);
        ByteBuffer copy = Overlap.copyIfUnknown(source, sourceIndex, target, targetIndex, lengthBytes);
        uses.enter();
        try {
            context.part(
                    direction,
                    unitLba,
                    offsetBytes / BLOCK_BYTES,
                    copy == null ? source : copy,
                    copy == null ? sourceIndex : 0,
                    target,
                    targetIndex,
                    lengthBytes);
        } catch (EngineFault e) {
            throw new BugException(e.description(), e);
        } finally {
            uses.leave();
        }
        source.position(sourceIndex + lengthBytes);
        target.position(targetIndex + lengthBytes);
    }

    private static void checkMultiple(String what, int lengthBytes, int ofBytes) {
        if (lengthBytes < 0 || lengthBytes % ofBytes != 0) {
            throw new IllegalArgumentException(
                    what + " of " + lengthBytes + " bytes, expected a multiple of " + ofBytes);
        }
    }

    private void checkOffset(int offsetBytes, int lengthBytes) {
        if (offsetBytes < 0
                || offsetBytes % BLOCK_BYTES != 0
                || lengthBytes > unit.bytes()
                || offsetBytes > unit.bytes() - lengthBytes) {
            throw new IllegalArgumentException("part of " + lengthBytes + " bytes at " + offsetBytes
                    + ", expected a multiple of " + BLOCK_BYTES + " within a data unit of " + unit.bytes()
                    + " bytes");
        }
    }

    /** The last sector of a run is at most 2^63 − 1; an empty run is checked as if it were of one sector. */
    private void checkLba(long firstLba, int lengthBytes) {
        int moreSectors = Math.max(lengthBytes / SECTOR_BYTES - 1, 0);
        if (firstLba < 0 || firstLba % unit.sectors() != 0 || firstLba > Long.MAX_VALUE - moreSectors) {
            throw new IllegalArgumentException("run of " + lengthBytes + " bytes at LBA " + firstLba
                    + ", expected a multiple of " + unit.sectors() + " from 0 on, and no sector beyond 2^63-1");
        }
    }

    private static void checkTarget(ByteBuffer target, int targetIndex, int lengthBytes) {
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        int room = target.limit() - targetIndex;
        if (room < lengthBytes) {
            throw new IllegalArgumentException(
                    "target with room for " + room + " bytes, expected at least the source's " + lengthBytes);
        }
    }

    @Override
    public void close() {
        uses.close();
        context.wipe();
    }
}
