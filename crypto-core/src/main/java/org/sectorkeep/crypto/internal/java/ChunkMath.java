// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

/**
 * The arithmetic of XTS on chunks of some KiB, which costs more than AES does. Implementations hold no state and agree in
 * every bit.
 */
interface ChunkMath {
    /** What is appended to the kernel's name where this one is used. */
    String suffix();

    /**
     * One mask a block (T, T·x, T·x²…) for consecutive whole data units, from index 0 of {@code masks}.
     *
     * @param unitBytes 512 or 4096
     * @param tweaks encrypted tweaks, the first at {@code tweakIndex}; one more than there are units may be read
     * @param masks with room for 512 bytes more than {@code chunkBytes}, which may be written
     * @param chunkBytes a multiple of {@code unitBytes}, at most 8192
     */
    void expandUnits(int unitBytes, byte[] tweaks, int tweakIndex, byte[] masks, int chunkBytes);

    /** {@code input = source ^ masks}; {@code source} may be {@code input}, both from index 0 then. */
    void mask(byte[] source, int sourceIndex, byte[] masks, byte[] input, int lengthBytes);

    /** {@code target = output ^ masks}; {@code target} may be {@code output}, which may be changed. */
    void unmask(byte[] output, byte[] masks, byte[] target, int targetIndex, int lengthBytes);
}
