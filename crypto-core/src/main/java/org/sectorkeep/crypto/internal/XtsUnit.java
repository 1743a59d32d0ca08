// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import org.sectorkeep.crypto.internal.memory.LockRefusedException;
import org.sectorkeep.crypto.internal.memory.SecretPool;
import org.sectorkeep.crypto.internal.memory.SecretSlot;
import org.sectorkeep.crypto.internal.xts.Direction;
import org.sectorkeep.crypto.internal.xts.Overlap;
import org.sectorkeep.crypto.internal.xts.UseCount;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.sectorkeep.crypto.internal.xts.XtsContext;

/**
 * AES-XTS of single data units with any tweak and of any length from 16 bytes to 16 MiB, ciphertext stealing included:
 * for key slots of other formats, and for standard vectors. It takes any key, also one with equal halves, which
 * {@code XtsKey} refuses; so it is not for disks. Buffers as in {@code SectorCipher}; any number of threads.
 */
public final class XtsUnit implements AutoCloseable {
    private static final int TWEAK_BYTES = 16;
    private static final int SHORTEST_BYTES = 16;
    private static final int LONGEST_BYTES = 16 * 1024 * 1024;

    /** Contexts want a data unit, which this operation does not look at. */
    private static final int ANY_UNIT_BYTES = 512;

    private final XtsContext context;
    private final UseCount uses = new UseCount();

    private XtsUnit(XtsContext context) {
        this.context = context;
    }

    /**
     * Makes one with an engine.
     *
     * @param key 32 or 64 bytes remain, direct; copied
     */
    public static XtsUnit create(XtsBackend backend, ByteBuffer key) throws LockRefusedException {
        int keyBytes = key.remaining();
        if (keyBytes != 32 && keyBytes != 64) {
            throw new IllegalArgumentException("XTS key of " + keyBytes + " bytes, expected 32 or 64");
        }
        SecretSlot slot = SecretPool.PROCESS.take(backend.secretBytes(keyBytes));
        try {
            return new XtsUnit(backend.context(key, ANY_UNIT_BYTES, slot));
        } catch (RuntimeException e) {
            slot.wipe();
            throw e;
        }
    }

    /** Encrypts what remains in {@code source}; 16 bytes remain in {@code tweak}, whose position does not move. */
    public void encrypt(ByteBuffer tweak, ByteBuffer source, ByteBuffer target) {
        crypt(Direction.ENCRYPT, tweak, source, target);
    }

    /** Decrypts what remains in {@code source}; 16 bytes remain in {@code tweak}, whose position does not move. */
    public void decrypt(ByteBuffer tweak, ByteBuffer source, ByteBuffer target) {
        crypt(Direction.DECRYPT, tweak, source, target);
    }

    private void crypt(Direction direction, ByteBuffer tweak, ByteBuffer source, ByteBuffer target) {
        int sourceIndex = source.position();
        int targetIndex = target.position();
        int lengthBytes = source.limit() - sourceIndex;
        check(tweak, target, target.limit() - targetIndex, lengthBytes);
        ByteBuffer halves = tweak.slice().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer copy = Overlap.copyIfUnknown(source, sourceIndex, target, targetIndex, lengthBytes);
        uses.enter();
        try {
            context.unit(
                    direction,
                    halves.getLong(0),
                    halves.getLong(8),
                    copy == null ? source : copy,
                    copy == null ? sourceIndex : 0,
                    target,
                    targetIndex,
                    lengthBytes);
        } finally {
            uses.leave();
        }
        source.position(sourceIndex + lengthBytes);
        target.position(targetIndex + lengthBytes);
    }

    private static void check(ByteBuffer tweak, ByteBuffer target, int room, int lengthBytes) {
        if (tweak.remaining() != TWEAK_BYTES) {
            throw new IllegalArgumentException("tweak of " + tweak.remaining() + " bytes, expected 16");
        }
        if (lengthBytes < SHORTEST_BYTES || lengthBytes > LONGEST_BYTES) {
            throw new IllegalArgumentException(
                    "data unit of " + lengthBytes + " bytes, expected 16 to " + LONGEST_BYTES);
        }
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (room < lengthBytes) {
            throw new IllegalArgumentException(
                    "target with room for " + room + " bytes, expected at least " + lengthBytes);
        }
    }

    @Override
    public void close() {
        uses.close();
        context.wipe();
    }
}
