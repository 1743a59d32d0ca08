// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

/**
 * What a decoder accepts. Each limit is checked before anything is allocated for what it limits; the tree of a message
 * takes at most some ten times the bytes of the message.
 *
 * @param maxMessageBytes the longest message, header included, in bytes: 8 or more
 * @param maxDepth the deepest nesting of structures: 1 to {@value #DEEPEST}
 * @param maxChildren the most items in one structure: 1 or more
 */
public record TtlvLimits(int maxMessageBytes, int maxDepth, int maxChildren) {
    /** The deepest nesting that any limit may allow; the messages of KMIP nest about ten deep. */
    public static final int DEEPEST = 128;

    /** 4 MiB, 32 structures deep, 8,192 items in a structure: room for any batch that a client should send. */
    public static final TtlvLimits DEFAULT = new TtlvLimits(4 << 20, 32, 8192);

    /**
     * Checks the ranges.
     *
     * @param maxMessageBytes 8 or more
     * @param maxDepth 1 to {@value #DEEPEST}
     * @param maxChildren 1 or more
     */
    public TtlvLimits {
        if (maxMessageBytes < 8) {
            throw new IllegalArgumentException("maxMessageBytes must be 8 or more: " + maxMessageBytes);
        }
        if (maxDepth < 1 || maxDepth > DEEPEST) {
            throw new IllegalArgumentException("maxDepth must be 1 to " + DEEPEST + ": " + maxDepth);
        }
        if (maxChildren < 1) {
            throw new IllegalArgumentException("maxChildren must be 1 or more: " + maxChildren);
        }
    }
}
