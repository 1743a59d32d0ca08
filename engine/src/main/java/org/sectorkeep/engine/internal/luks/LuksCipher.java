// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.file.Path;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.UnsupportedLuksException;

/**
 * The cipher of sectors as LUKS spells it. {@code plain} counts sectors in 32 bits and is equal to {@code plain64} as
 * long as there are no more of them.
 *
 * @param xts by the length of the key
 * @param maxSectors how far the sectors may count
 */
public record LuksCipher(XtsCipher xts, long maxSectors) {
    /** What is written. */
    static final String ENCRYPTION = "aes-xts-plain64";

    private static final String PLAIN = "aes-xts-plain";
    private static final long PLAIN_MAX_SECTORS = 1L << 32;

    /** The cipher of that name with keys of that length. */
    static LuksCipher named(Path file, String encryption, long keyBytes) throws UnsupportedLuksException {
        if (!encryption.equals(ENCRYPTION) && !encryption.equals(PLAIN)) {
            throw new UnsupportedLuksException(file, "cipher '" + encryption + "', expected " + ENCRYPTION);
        }
        for (XtsCipher xts : XtsCipher.values()) {
            if (xts.keyBytes() == keyBytes) {
                return new LuksCipher(xts, encryption.equals(PLAIN) ? PLAIN_MAX_SECTORS : Long.MAX_VALUE);
            }
        }
        throw new UnsupportedLuksException(file, "a key of " + keyBytes + " bytes, expected 32 or 64");
    }
}
