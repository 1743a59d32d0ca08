// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** A disk in the middle of an operation was changed by somebody else: what is there is neither the old nor the new content. */
public final class DiskChangedException extends DiskRefusedException {
    private static final long serialVersionUID = 1L;

    private final long lba;

    /**
     * Names the place.
     *
     * @param lba the first sector of 512 bytes that is neither
     */
    public DiskChangedException(long lba) {
        super("sector " + lba + " is neither as it was before the operation nor as it would be after it:"
                + " the disk was changed meanwhile");
        this.lba = lba;
    }

    /**
     * The place.
     *
     * @return the first sector of 512 bytes that is neither old nor new
     */
    public long lba() {
        return lba;
    }
}
