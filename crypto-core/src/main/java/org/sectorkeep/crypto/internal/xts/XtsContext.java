// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.xts;

import java.nio.ByteBuffer;

/**
 * One key and data unit, ready to encrypt by one implementation of AES-XTS. Any number of threads may call it at once.
 *
 * <p>Arguments are checked by the callers: both ranges lie within their buffers, which are direct or not, and are the
 * same memory or disjoint. Positions and limits are neither read nor moved.
 */
public interface XtsContext {
    /** Consecutive data units, the first at {@code firstLba}. {@code lengthBytes} is a multiple of the data unit. */
    void run(
            Direction direction,
            long firstLba,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes);

    /** Whole 16-byte blocks of the one data unit at {@code lba}, from {@code firstBlock} on. */
    void part(
            Direction direction,
            long lba,
            int firstBlock,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes);

    /**
     * One data unit of any length from 16 bytes on, whatever the context's own, with ciphertext stealing (IEEE
     * 1619-2018, 5.3.2 and 5.4.2) where the length is not a multiple of 16. The tweak is given as two little-endian
     * halves.
     */
    void unit(
            Direction direction,
            long tweakLow,
            long tweakHigh,
            ByteBuffer source,
            int sourceIndex,
            ByteBuffer target,
            int targetIndex,
            int lengthBytes);

    /** Wipes the key; no call may be running, or come later. */
    void wipe();
}
