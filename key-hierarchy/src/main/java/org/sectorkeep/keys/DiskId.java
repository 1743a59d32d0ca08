// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.HexFormat;
import org.sectorkeep.crypto.RandomBytes;

/**
 * Names an encrypted disk for as long as it lives: 16 random bytes, kept through copies, renames and rekeys. Public.
 *
 * @param hex the 16 bytes as 32 lower-case hexadecimal digits
 */
public record DiskId(String hex) {
    /** The length of the id in bytes. */
    public static final int LENGTH_BYTES = 16;

    /**
     * Checks the digits.
     *
     * @param hex the 16 bytes as 32 lower-case hexadecimal digits
     * @throws IllegalArgumentException if they are not 32 lower-case hexadecimal digits
     */
    public DiskId {
        HexIds.check("disk id", hex, LENGTH_BYTES);
    }

    /**
     * Makes an id for a new disk.
     *
     * @return 16 random bytes
     */
    public static DiskId random() {
        return of(RandomBytes.array(LENGTH_BYTES));
    }

    /**
     * The id with these bytes.
     *
     * @param bytes 16 bytes
     * @return the id
     * @throws IllegalArgumentException if there are not 16
     */
    public static DiskId of(byte[] bytes) {
        return new DiskId(HexFormat.of().formatHex(bytes));
    }

    /**
     * The id in binary.
     *
     * @return the 16 bytes, the caller's own copy
     */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The 32 hexadecimal digits. */
    @Override
    public String toString() {
        return hex;
    }
}
