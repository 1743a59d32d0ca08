// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import static org.sectorkeep.crypto.internal.java.Blocks.BLOCK_BYTES;
import static org.sectorkeep.crypto.internal.java.Blocks.LONG;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sectorkeep.crypto.internal.xts.Direction;

/**
 * AES-XTS by one thread. In pure Java AES is fast and passes over memory are what costs, so the work goes in chunks that
 * stay in the first-level cache, with one AES call for all the data of a chunk and one for the tweaks of many.
 */
final class RunWorker {
    private static final int SECTOR_BYTES = 512;
    private static final int CHUNK_BYTES = 8192;

    /** Data units whose tweaks are encrypted together. */
    private static final int TWEAK_BATCH = 64;

    private final EcbCiphers ciphers;
    private final ChunkMath math;

    private final byte[] sectors = new byte[TWEAK_BATCH * BLOCK_BYTES];

    /** One more than a batch: an odd last unit is expanded together with a neighbour that nobody needs. */
    private final byte[] tweaks = new byte[(TWEAK_BATCH + 1) * BLOCK_BYTES];

    private final byte[] masks = new byte[CHUNK_BYTES + SECTOR_BYTES];
    private final byte[] input = new byte[CHUNK_BYTES];
    private final byte[] output = new byte[CHUNK_BYTES];

    RunWorker(ByteBuffer key, ChunkMath math) {
        this.ciphers = new EcbCiphers(key);
        this.math = math;
    }

    /** Consecutive data units; arguments as in XtsContext. */
    void run(
            Direction direction,
            int unitBytes,
            long firstLba,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        for (int done = 0; done < lengthBytes; ) {
            int batchBytes = Math.min(TWEAK_BATCH * unitBytes, lengthBytes - done);
            encryptTweaks(firstLba + done / SECTOR_BYTES, unitBytes, batchBytes / unitBytes);
            for (int inBatch = 0; inBatch < batchBytes; inBatch += CHUNK_BYTES) {
                int chunkBytes = Math.min(CHUNK_BYTES, batchBytes - inBatch);
                math.expandUnits(unitBytes, tweaks, inBatch / unitBytes * BLOCK_BYTES, masks, chunkBytes);
                int at = done + inBatch;
                crypt(direction, source, sourceIndex + at, target, targetIndex + at, chunkBytes);
            }
            done += batchBytes;
        }
    }

    private void encryptTweaks(long firstLba, int unitBytes, int units) {
        int sectorsPerUnit = unitBytes / SECTOR_BYTES;
        for (int unit = 0; unit < units; unit++) {
            LONG.set(sectors, unit * BLOCK_BYTES, firstLba + (long) unit * sectorsPerUnit);
        }
        ciphers.encryptTweaks(sectors, tweaks, units * BLOCK_BYTES);
    }

    /** One chunk, whose masks are there. */
    private void crypt(
            Direction direction,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int chunkBytes) {
        if (source.hasArray()) {
            math.mask(source.array(), source.arrayOffset() + sourceIndex, masks, input, chunkBytes);
        } else {
            source.get(sourceIndex, input, 0, chunkBytes);
            math.mask(input, 0, masks, input, chunkBytes);
        }
        ciphers.crypt(direction, input, output, chunkBytes);
        if (target.hasArray()) {
            math.unmask(output, masks, target.array(), target.arrayOffset() + targetIndex, chunkBytes);
        } else {
            math.unmask(output, masks, output, 0, chunkBytes);
            target.put(targetIndex, output, 0, chunkBytes);
        }
    }

    /** Whole blocks of one data unit from {@code firstBlock} on; arguments as in XtsContext. */
    void part(
            Direction direction,
            long lba,
            int firstBlock,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        Tweak tweak = encryptedTweak(lba, 0);
        tweak.advance(firstBlock);
        blocks(direction, tweak, source, sourceIndex, target, targetIndex, lengthBytes);
    }

    /** One data unit of any length; arguments as in XtsContext. What it held is wiped: it may have been a key slot. */
    void unit(
            Direction direction,
            long tweakLow,
            long tweakHigh,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        int tailBytes = lengthBytes % BLOCK_BYTES;
        int wholeBytes = tailBytes == 0 ? lengthBytes : lengthBytes - tailBytes - BLOCK_BYTES;
        Tweak tweak = encryptedTweak(tweakLow, tweakHigh);
        blocks(direction, tweak, source, sourceIndex, target, targetIndex, wholeBytes);
        if (tailBytes != 0) {
            steal(direction, tweak, source, sourceIndex + wholeBytes, target, targetIndex + wholeBytes, tailBytes);
        }
        Arrays.fill(input, (byte) 0);
        Arrays.fill(output, (byte) 0);
    }

    private void blocks(
            Direction direction,
            Tweak tweak,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes) {
        for (int done = 0; done < lengthBytes; ) {
            int chunkBytes = Math.min(CHUNK_BYTES, lengthBytes - done);
            TweakMasks.expand(tweak.low, tweak.high, masks, chunkBytes);
            tweak.advance(chunkBytes / BLOCK_BYTES);
            crypt(direction, source, sourceIndex + done, target, targetIndex + done, chunkBytes);
            done += chunkBytes;
        }
    }

    /**
     * The last whole block and the {@code tailBytes} after it (IEEE 1619-2018, 5.3.2, 5.4.2): the whole block goes
     * first, under its own tweak when encrypting and under the next one when decrypting; the tail takes the first bytes
     * of the result, and is made whole with the rest of it to go second.
     */
    private void steal(
            Direction direction,
            Tweak tweak,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int tailBytes) {
        Tweak next = new Tweak(tweak.low, tweak.high);
        next.advance(1);
        byte[] tail = new byte[tailBytes];
        source.get(sourceIndex + BLOCK_BYTES, tail);
        source.get(sourceIndex, input, 0, BLOCK_BYTES);
        block(direction, direction == Direction.ENCRYPT ? tweak : next);
        target.put(targetIndex + BLOCK_BYTES, output, 0, tailBytes);
        System.arraycopy(output, 0, input, 0, BLOCK_BYTES);
        System.arraycopy(tail, 0, input, 0, tailBytes);
        block(direction, direction == Direction.ENCRYPT ? next : tweak);
        target.put(targetIndex, output, 0, BLOCK_BYTES);
        Arrays.fill(tail, (byte) 0);
    }

    private void block(Direction direction, Tweak tweak) {
        TweakMasks.expand(tweak.low, tweak.high, masks, BLOCK_BYTES);
        math.mask(input, 0, masks, input, BLOCK_BYTES);
        ciphers.crypt(direction, input, output, BLOCK_BYTES);
        math.unmask(output, masks, output, 0, BLOCK_BYTES);
    }

    private Tweak encryptedTweak(long low, long high) {
        LONG.set(sectors, 0, low);
        LONG.set(sectors, 8, high);
        ciphers.encryptTweaks(sectors, tweaks, BLOCK_BYTES);
        LONG.set(sectors, 8, 0L);
        return new Tweak((long) LONG.get(tweaks, 0), (long) LONG.get(tweaks, 8));
    }

    /** The encrypted tweak of one block, moved on from block to block. */
    private static final class Tweak {
        private long low;
        private long high;

        Tweak(long low, long high) {
            this.low = low;
            this.high = high;
        }

        void advance(int blocks) {
            for (int i = 0; i < blocks; i++) {
                long nextHigh = Blocks.timesXHigh(low, high);
                low = Blocks.timesXLow(low, high);
                high = nextHigh;
            }
        }
    }
}
