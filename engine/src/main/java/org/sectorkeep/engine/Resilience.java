// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** How an operation in place survives a crash in the middle of a write. */
public enum Resilience {
    /**
     * A keyed MAC of the old and of the new content of each 512 bytes is in the storage before they are overwritten. For
     * storage that tears writes at 512-byte boundaries only, as all disks do.
     */
    CHECKSUM,
    /** The ciphertext itself is in the storage before its place is overwritten. Survives tears at any byte; writes twice. */
    JOURNAL
}
