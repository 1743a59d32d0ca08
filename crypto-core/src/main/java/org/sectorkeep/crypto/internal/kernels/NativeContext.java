// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.kernels;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sectorkeep.crypto.internal.memory.DirectAddress;
import org.sectorkeep.crypto.internal.memory.SecretSlot;
import org.sectorkeep.crypto.internal.memory.Wipe;
import org.sectorkeep.crypto.internal.shim.Shim;
import org.sectorkeep.crypto.internal.xts.Direction;
import org.sectorkeep.crypto.internal.xts.EngineFault;
import org.sectorkeep.crypto.internal.xts.ReusePool;
import org.sectorkeep.crypto.internal.xts.XtsContext;

/**
 * A key for a native kernel; its schedules lie in the secret pool. Direct buffers go to the kernel as they are, in one
 * call; buffers on the heap in pieces through scratch memory, never through the target, which may be a mapped file that
 * plaintext must not reach.
 */
final class NativeContext implements XtsContext {
    /** Long enough that copying and calling cost little, short enough to stay in the second-level cache. */
    private static final int SCRATCH_BYTES = 64 * 1024;

    private static final int SECTOR_BYTES = 512;
    private static final int TWEAK_BYTES = 16;

    private static final ReusePool<ByteBuffer> SCRATCH =
            new ReusePool<>(() -> ByteBuffer.allocateDirect(SCRATCH_BYTES));

    private final Shim shim;
    private final SecretSlot secret;
    private final long address;

    NativeContext(Shim shim, SecretSlot secret) {
        this.shim = shim;
        this.secret = secret;
        this.address = secret.address();
    }

    @Override
    public void run(
            Direction direction,
            long firstLba,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        if (source.isDirect() && target.isDirect()) {
            runDirect(direction, firstLba, source, sourceIndex, target, targetIndex, lengthBytes);
            return;
        }
        ByteBuffer scratch = SCRATCH.take();
        try {
            for (int done = 0; done < lengthBytes; done += SCRATCH_BYTES) {
                int pieceBytes = Math.min(SCRATCH_BYTES, lengthBytes - done);
                scratch.put(0, source, sourceIndex + done, pieceBytes);
                runDirect(direction, firstLba + done / SECTOR_BYTES, scratch, 0, scratch, 0, pieceBytes);
                target.put(targetIndex + done, scratch, 0, pieceBytes);
            }
        } finally {
            SCRATCH.giveBack(scratch);
        }
    }

    private void runDirect(
            Direction direction,
            long firstLba,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        long from = DirectAddress.of(source, sourceIndex);
        long to = DirectAddress.of(target, targetIndex);
        try { // until its end the garbage collector frees neither the buffers nor the key
            check(
                    direction == Direction.ENCRYPT
                            ? shim.sk_encrypt_run(address, firstLba, from, to, lengthBytes)
                            : shim.sk_decrypt_run(address, firstLba, from, to, lengthBytes));
        } finally {
            Reference.reachabilityFence(source);
            Reference.reachabilityFence(target);
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void part(
            Direction direction,
            long lba,
            int firstBlock,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        if (source.isDirect() && target.isDirect()) {
            partDirect(direction, lba, firstBlock, source, sourceIndex, target, targetIndex, lengthBytes);
            return;
        }
        ByteBuffer scratch = SCRATCH.take();
        try {
            scratch.put(0, source, sourceIndex, lengthBytes);
            partDirect(direction, lba, firstBlock, scratch, 0, scratch, 0, lengthBytes);
            target.put(targetIndex, scratch, 0, lengthBytes);
        } finally {
            SCRATCH.giveBack(scratch);
        }
    }

    private void partDirect(
            Direction direction,
            long lba,
            int firstBlock,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        long from = DirectAddress.of(source, sourceIndex);
        long to = DirectAddress.of(target, targetIndex);
        long part = (long) firstBlock << 32 | lengthBytes / 16;
        try {
            check(
                    direction == Direction.ENCRYPT
                            ? shim.sk_encrypt_part(address, lba, from, to, part)
                            : shim.sk_decrypt_part(address, lba, from, to, part));
        } finally {
            Reference.reachabilityFence(source);
            Reference.reachabilityFence(target);
            Reference.reachabilityFence(this);
        }
    }

    /** A unit cannot be cut, so one that is not in direct memory gets scratch of its own; wiped, it may be a key slot. */
    @Override
    public void unit(
            Direction direction,
            long tweakLow,
            long tweakHigh,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        ByteBuffer scratch =
                ByteBuffer.allocateDirect(TWEAK_BYTES + lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
        scratch.putLong(0, tweakLow).putLong(8, tweakHigh);
        scratch.put(TWEAK_BYTES, source, sourceIndex, lengthBytes);
        long tweak = DirectAddress.of(scratch, 0);
        long data = tweak + TWEAK_BYTES;
        try {
            check(
                    direction == Direction.ENCRYPT
                            ? shim.sk_encrypt_unit(address, tweak, data, data, lengthBytes)
                            : shim.sk_decrypt_unit(address, tweak, data, data, lengthBytes));
            target.put(targetIndex, scratch, TWEAK_BYTES, lengthBytes);
        } finally {
            Wipe.zero(scratch);
            Reference.reachabilityFence(this);
        }
    }

    /** The library checks its arguments again; that it refuses what passed our checks would be a defect. */
    static void check(int answer) {
        if (answer != 0) {
            throw new EngineFault("native library refused a call: error " + answer);
        }
    }

    @Override
    public void wipe() {
        secret.wipe();
    }
}
