// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import static org.sectorkeep.crypto.internal.java.Blocks.BLOCK_BYTES;
import static org.sectorkeep.crypto.internal.java.Blocks.LONG;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * With the Vector API, which is there only if the program was started with {@code --add-modules jdk.incubator.vector}; so
 * this class is compiled apart and reached through {@link VectorModule} alone.
 *
 * <p>The low halves of as many tweaks as a vector has lanes are kept in one vector, the high halves in another: a step to
 * the tweaks after them then moves nothing between lanes. Even lanes hold the tweaks of the first half of these blocks,
 * odd lanes those of the second, which makes it one exchange of neighbours to bring the halves of a tweak together.
 *
 * <p>Methods are small: of large ones the compiler leaves vectors on the heap. For the same reason lanes are selected with
 * {@code and} and {@code or}: masks cost JDK 17 a comparison each.
 */
final class VectorMath implements ChunkMath {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
    private static final int VECTOR_BYTES = BYTES.length();

    /** Tweaks that a step makes. */
    private static final int LANES = LONGS.length();

    private static final int STEP_BYTES = LANES * BLOCK_BYTES;

    /** How many blocks after the first one a lane's tweak belongs. */
    private static final LongVector FROM_FIRST =
            LongVector.fromArray(LONGS, lanes(lane -> lane % 2 * (LANES / 2) + lane / 2), 0);

    /** By how much half a word, which was shifted right by one, is shifted to get what falls out on the left. */
    private static final LongVector FALLS_OUT =
            LongVector.broadcast(LONGS, Long.SIZE - 1).sub(FROM_FIRST);

    private static final LongVector EVEN = LongVector.fromArray(LONGS, lanes(lane -> lane % 2 - 1L), 0);
    private static final LongVector ODD = LongVector.fromArray(LONGS, lanes(lane -> -(lane % 2L)), 0);
    private static final VectorShuffle<Long> NEIGHBOUR = VectorShuffle.fromOp(LONGS, lane -> lane ^ 1);

    VectorMath() {
        if (LANES < 4) {
            throw new UnsupportedOperationException("vectors of " + LANES + " longs, expected 4 or more");
        }
    }

    private interface LaneValue {
        long of(int lane);
    }

    private static long[] lanes(LaneValue value) {
        long[] lanes = new long[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            lanes[lane] = value.of(lane);
        }
        return lanes;
    }

    @Override
    public String suffix() {
        return "-vector";
    }

    @Override
    public void expandUnits(int unitBytes, byte[] tweaks, int tweakIndex, byte[] masks, int chunkBytes) {
        if (unitBytes == 512) {
            for (int i = 0; i < chunkBytes; i += 512) {
                expand512(tweaks, tweakIndex + i / 512 * BLOCK_BYTES, masks, i);
            }
        } else {
            for (int i = 0; i < chunkBytes; i += 4096) {
                expand4096(tweaks, tweakIndex + i / 4096 * BLOCK_BYTES, masks, i);
            }
        }
    }

    private static void expand512(byte[] tweaks, int tweakIndex, byte[] masks, int maskIndex) {
        expand(tweaks, tweakIndex, masks, maskIndex, 512);
    }

    private static void expand4096(byte[] tweaks, int tweakIndex, byte[] masks, int maskIndex) {
        expand(tweaks, tweakIndex, masks, maskIndex, 4096);
    }

    private static void expand(byte[] tweaks, int tweakIndex, byte[] masks, int maskIndex, int unitBytes) {
        LongVector firstLow = LongVector.broadcast(LONGS, (long) LONG.get(tweaks, tweakIndex));
        LongVector firstHigh = LongVector.broadcast(LONGS, (long) LONG.get(tweaks, tweakIndex + Long.BYTES));
        LongVector low = firstLow.lanewise(VectorOperators.LSHL, FROM_FIRST)
                .lanewise(VectorOperators.XOR, times87(fallsOut(firstHigh)));
        LongVector high =
                firstHigh.lanewise(VectorOperators.LSHL, FROM_FIRST).lanewise(VectorOperators.XOR, fallsOut(firstLow));
        for (int i = maskIndex; i < maskIndex + unitBytes; i += STEP_BYTES) {
            pair(low, high.rearrange(NEIGHBOUR)).intoArray(masks, i);
            pair(low.rearrange(NEIGHBOUR), high).intoArray(masks, i + VECTOR_BYTES);
            LongVector lowCarry = low.lanewise(VectorOperators.LSHR, Long.SIZE - LANES);
            LongVector highCarry = high.lanewise(VectorOperators.LSHR, Long.SIZE - LANES);
            low = low.lanewise(VectorOperators.LSHL, LANES).lanewise(VectorOperators.XOR, times87(highCarry));
            high = high.lanewise(VectorOperators.LSHL, LANES).lanewise(VectorOperators.XOR, lowCarry);
        }
    }

    /** What leaves each half of the first tweak on its way to a lane's tweak. */
    private static LongVector fallsOut(LongVector half) {
        return half.lanewise(VectorOperators.LSHR, 1).lanewise(VectorOperators.LSHR, FALLS_OUT);
    }

    /** Times 0x87 = 1 + 2 + 4 + 128 without carries, of values below 2^57: how what leaves a tweak comes back. */
    private static LongVector times87(LongVector carry) {
        return carry.lanewise(VectorOperators.XOR, carry.lanewise(VectorOperators.LSHL, 1))
                .lanewise(VectorOperators.XOR, carry.lanewise(VectorOperators.LSHL, 2))
                .lanewise(VectorOperators.XOR, carry.lanewise(VectorOperators.LSHL, 7));
    }

    private static ByteVector pair(LongVector even, LongVector odd) {
        return even.and(EVEN).lanewise(VectorOperators.OR, odd.and(ODD)).reinterpretAsBytes();
    }

    @Override
    public void mask(byte[] source, int sourceIndex, byte[] masks, byte[] input, int lengthBytes) {
        xor(source, sourceIndex, masks, input, 0, lengthBytes);
    }

    @Override
    public void unmask(byte[] output, byte[] masks, byte[] target, int targetIndex, int lengthBytes) {
        xor(output, 0, masks, target, targetIndex, lengthBytes);
    }

    private static void xor(
            byte[] source, int sourceIndex, byte[] masks, byte[] target, int targetIndex, int lengthBytes) {
        int vectorsBytes = BYTES.loopBound(lengthBytes);
        for (int i = 0; i < vectorsBytes; i += VECTOR_BYTES) {
            ByteVector.fromArray(BYTES, source, sourceIndex + i)
                    .lanewise(VectorOperators.XOR, ByteVector.fromArray(BYTES, masks, i))
                    .intoArray(target, targetIndex + i);
        }
        for (int i = vectorsBytes; i < lengthBytes; i += Long.BYTES) {
            long word = (long) LONG.get(source, sourceIndex + i) ^ (long) LONG.get(masks, i);
            LONG.set(target, targetIndex + i, word);
        }
    }
}
