// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.engine.LuksFormatException;
import org.sectorkeep.engine.UnsupportedLuksException;

/**
 * Where the encrypted sectors are.
 *
 * @param cipher the cipher
 * @param unit the data unit; tweaks count sectors of 512 bytes, whatever it is
 * @param offsetBytes where they start; 0 if the header is in a file of its own
 * @param fixedBytes how many there are, if not all up to the end of the file
 * @param firstLba the number that the first sector has for its tweak
 */
public record Payload(LuksCipher cipher, DataUnit unit, long offsetBytes, OptionalLong fixedBytes, long firstLba) {
    private static final int SECTOR_BYTES = 512;

    /** Whether the header must be in another file than the sectors. */
    public boolean isDetached() {
        return offsetBytes == 0;
    }

    /** The size of the disk in a file of a given size: all that the header claims must be there, and be whole. */
    public long capacityBytes(Path file, long fileBytes) throws LuksFormatException, UnsupportedLuksException {
        long availableBytes = Math.max(0, fileBytes - offsetBytes);
        long bytes = fixedBytes.orElse(availableBytes);
        if (bytes > availableBytes) {
            throw new LuksFormatException(
                    file, "size", "the header says " + bytes + " bytes of content, the file has " + availableBytes);
        }
        if (bytes % unit.bytes() != 0) {
            throw new LuksFormatException(
                    file, "size", bytes + " bytes of content are no multiple of its sectors of " + unit.bytes());
        }
        if (bytes / SECTOR_BYTES > cipher.maxSectors() - firstLba) {
            throw new UnsupportedLuksException(file, "more sectors than 'aes-xts-plain' can count");
        }
        return bytes;
    }
}
