// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.ByteBuffer;

/**
 * A key slot as it stands in a header of version 1 (LUKS1 specification, figure 2). Big-endian; numbers are unsigned.
 *
 * @param active {@link #ENABLED}, {@link #DISABLED}, or anything in a damaged header
 * @param iterations of PBKDF2
 * @param salt of PBKDF2
 * @param areaOffsetSectors where the stripes start in the file
 * @param stripes their number
 */
record Luks1Slot(int active, long iterations, Octets salt, long areaOffsetSectors, long stripes) {
    static final int BYTES = 48;
    static final int SALT_BYTES = 32;
    static final int ENABLED = 0x00AC71F3;
    static final int DISABLED = 0x0000DEAD;

    static Luks1Slot read(ByteBuffer from) {
        return new Luks1Slot(
                from.getInt(), // 0
                Integer.toUnsignedLong(from.getInt()), // 4
                Octets.read(from, SALT_BYTES), // 8
                Integer.toUnsignedLong(from.getInt()), // 40
                Integer.toUnsignedLong(from.getInt())); // 44
    }

    void write(ByteBuffer to) {
        to.putInt(active).putInt((int) iterations).put(salt.toArray());
        to.putInt((int) areaOffsetSectors).putInt((int) stripes);
    }
}
