// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

/** The only place where counts of sectors become counts of bytes. */
public final class Sectors {
    /** The unit of every sector number in a VMDK. */
    public static final int SECTOR_BYTES = 512;

    /** The most sectors that a disk may have: its bytes are then still a non-negative {@code long}. */
    public static final long MAX_SECTORS = Long.MAX_VALUE / SECTOR_BYTES;

    private Sectors() {}

    public static long toBytes(long sectorCount) {
        return Math.multiplyExact(sectorCount, (long) SECTOR_BYTES);
    }

    /** An unsigned 32-bit sector number, as it stands in grain directories and tables. */
    public static long ofEntry(int entry) {
        return Integer.toUnsignedLong(entry);
    }

    public static long ceilDiv(long dividend, long divisor) {
        return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
    }

    public static long roundUp(long value, long multiple) {
        return Math.multiplyExact(ceilDiv(value, multiple), multiple);
    }
}
