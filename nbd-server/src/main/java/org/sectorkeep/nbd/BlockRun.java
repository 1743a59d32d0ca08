// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

/**
 * A run of bytes that are stored in the same way: an extent of the metadata context {@code base:allocation}.
 *
 * @param kind how they are stored
 * @param lengthBytes over 0
 */
public record BlockRun(Kind kind, long lengthBytes) {
    /** How a run is stored. */
    public enum Kind {
        /** Space is allocated; the content is whatever it is. */
        DATA,
        /** Space is allocated, and the content reads as zeroes. */
        ALLOCATED_ZEROES,
        /** No space is allocated, and the content reads as zeroes. */
        HOLE
    }

    /**
     * Checks what it is made of.
     *
     * @param kind how they are stored
     * @param lengthBytes over 0
     * @throws IllegalArgumentException if something is out of range
     */
    public BlockRun {
        if (lengthBytes <= 0) {
            throw new IllegalArgumentException("length must be over 0, found " + lengthBytes);
        }
    }
}
