// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

/**
 * What becomes of the change tracking of a disk that is written: another product notes in a file, which the line
 * {@code changeTrackPath} names, what has changed since its last backup. It does not see writes that are made here, so
 * that its next incremental backup would lack them.
 */
public enum ChangeTracking {
    /** A disk with change tracking is not opened for writing. */
    KEEP,
    /** The line goes, at the latest when content is first written, so that the next backup is a full one. */
    DROP
}
