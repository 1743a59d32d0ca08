// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import static org.sectorkeep.crypto.internal.java.Blocks.BLOCK_BYTES;
import static org.sectorkeep.crypto.internal.java.Blocks.LONG;

/** With longs, in every Java runtime. */
final class LongMath implements ChunkMath {
    private static final int SECTOR_BYTES = 512;
    private static final int TWO_UNITS_OF_4096_BYTES = 8192;

    @Override
    public String suffix() {
        return "";
    }

    @Override
    public void expandUnits(int unitBytes, byte[] tweaks, int tweakIndex, byte[] masks, int chunkBytes) {
        if (unitBytes == SECTOR_BYTES) {
            for (int i = 0; i < chunkBytes; i += 2 * SECTOR_BYTES) {
                TweakMasks.expandTwo512(tweaks, tweakIndex + i / SECTOR_BYTES * BLOCK_BYTES, masks, i);
            }
        } else if (chunkBytes == TWO_UNITS_OF_4096_BYTES) {
            TweakMasks.expandTwo4096(tweaks, tweakIndex, masks);
        } else {
            long low = (long) LONG.get(tweaks, tweakIndex);
            TweakMasks.expand(low, (long) LONG.get(tweaks, tweakIndex + Long.BYTES), masks, chunkBytes);
        }
    }

    // A copy and an XOR of what starts at index 0 are faster than an XOR with an offset, which becomes no vector code.

    @Override
    public void mask(byte[] source, int sourceIndex, byte[] masks, byte[] input, int lengthBytes) {
        if (source != input) {
            System.arraycopy(source, sourceIndex, input, 0, lengthBytes);
        }
        Blocks.xor(input, masks, lengthBytes);
    }

    @Override
    public void unmask(byte[] output, byte[] masks, byte[] target, int targetIndex, int lengthBytes) {
        Blocks.xor(output, masks, lengthBytes);
        if (target != output) {
            System.arraycopy(output, 0, target, targetIndex, lengthBytes);
        }
    }
}
