// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

/**
 * The piece of a disk that AES-XTS encrypts under one tweak (IEEE 1619-2018, section 3: data unit). Whatever its size,
 * tweaks count sectors of 512 bytes.
 */
public enum DataUnit {
    /** 512 bytes, one sector: the default, and what {@code aes-xts-plain64} of dm-crypt means without more words. */
    BYTES_512(512),
    /** 4096 bytes, eight sectors: for disks whose every boundary is a multiple of 4096 bytes. */
    BYTES_4096(4096);

    /** The unit in which LBAs and tweaks count. */
    private static final int SECTOR_BYTES = 512;

    private final int bytes;

    DataUnit(int bytes) {
        this.bytes = bytes;
    }

    /**
     * The size of one data unit.
     *
     * @return 512 or 4096
     */
    public int bytes() {
        return bytes;
    }

    /**
     * How many 512-byte sectors one data unit holds.
     *
     * @return 1 or 8
     */
    public int sectors() {
        return bytes / SECTOR_BYTES;
    }

    /**
     * The data unit of a given size.
     *
     * @param bytes 512 or 4096
     * @return the data unit
     * @throws IllegalArgumentException if {@code bytes} is anything else
     */
    public static DataUnit ofBytes(int bytes) {
        for (DataUnit unit : values()) {
            if (unit.bytes == bytes) {
                return unit;
            }
        }
        throw new IllegalArgumentException("data unit of " + bytes + " bytes, expected 512 or 4096");
    }
}
