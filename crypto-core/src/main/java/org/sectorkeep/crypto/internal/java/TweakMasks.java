// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import static org.sectorkeep.crypto.internal.java.Blocks.BLOCK_BYTES;
import static org.sectorkeep.crypto.internal.java.Blocks.LONG;
import static org.sectorkeep.crypto.internal.java.Blocks.timesXHigh;
import static org.sectorkeep.crypto.internal.java.Blocks.timesXLow;

/**
 * Expands encrypted tweaks into one mask per block: T, T·x, T·x²… Two data units at a time, since one is a chain of
 * steps that wait for each other; four would not fit the registers. Each size of data unit has a method of its own with
 * a constant bound, so that a program that uses both does not spoil the profile of either.
 */
final class TweakMasks {
    private TweakMasks() {}

    /** Two data units of 512 bytes; tweaks side by side from {@code tweakIndex}, masks from {@code maskIndex}. */
    static void expandTwo512(byte[] tweaks, int tweakIndex, byte[] masks, int maskIndex) {
        long low0 = (long) LONG.get(tweaks, tweakIndex);
        long high0 = (long) LONG.get(tweaks, tweakIndex + 8);
        long low1 = (long) LONG.get(tweaks, tweakIndex + 16);
        long high1 = (long) LONG.get(tweaks, tweakIndex + 24);
        for (int i = maskIndex; i < maskIndex + 512; i += BLOCK_BYTES) {
            LONG.set(masks, i, low0);
            LONG.set(masks, i + 8, high0);
            LONG.set(masks, i + 512, low1);
            LONG.set(masks, i + 520, high1);
            long nextHigh0 = timesXHigh(low0, high0);
            long nextHigh1 = timesXHigh(low1, high1);
            low0 = timesXLow(low0, high0);
            low1 = timesXLow(low1, high1);
            high0 = nextHigh0;
            high1 = nextHigh1;
        }
    }

    /** Two data units of 4096 bytes; tweaks side by side from {@code tweakIndex}, masks from index 0. */
    static void expandTwo4096(byte[] tweaks, int tweakIndex, byte[] masks) {
        long low0 = (long) LONG.get(tweaks, tweakIndex);
        long high0 = (long) LONG.get(tweaks, tweakIndex + 8);
        long low1 = (long) LONG.get(tweaks, tweakIndex + 16);
        long high1 = (long) LONG.get(tweaks, tweakIndex + 24);
        for (int i = 0; i < 4096; i += BLOCK_BYTES) {
            LONG.set(masks, i, low0);
            LONG.set(masks, i + 8, high0);
            LONG.set(masks, i + 4096, low1);
            LONG.set(masks, i + 4104, high1);
            long nextHigh0 = timesXHigh(low0, high0);
            long nextHigh1 = timesXHigh(low1, high1);
            low0 = timesXLow(low0, high0);
            low1 = timesXLow(low1, high1);
            high0 = nextHigh0;
            high1 = nextHigh1;
        }
    }

    /** One data unit, or a part of one, of any size: {@code lengthBytes} of masks from index 0. */
    static void expand(long tweakLow, long tweakHigh, byte[] masks, int lengthBytes) {
        long low = tweakLow;
        long high = tweakHigh;
        for (int i = 0; i < lengthBytes; i += BLOCK_BYTES) {
            LONG.set(masks, i, low);
            LONG.set(masks, i + 8, high);
            long nextHigh = timesXHigh(low, high);
            low = timesXLow(low, high);
            high = nextHigh;
        }
    }
}
