// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

/** What may become of the space of a range that is made to read as zeroes. */
public enum Zeroing {
    /** It may be given back. */
    MAY_TRIM,
    /** It must be allocated afterwards, so that later writes there cannot run out of space. */
    KEEP_ALLOCATED
}
