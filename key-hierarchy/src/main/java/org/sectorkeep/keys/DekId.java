// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.sectorkeep.crypto.Hmac;
import org.sectorkeep.crypto.SecretBytes;

/**
 * A fingerprint of a data encryption key: tells copies of one DEK apart from disks that have their own, and says
 * nothing else about the key. Public.
 *
 * @param hex the 16 bytes as 32 lower-case hexadecimal digits
 */
public record DekId(String hex) {
    /** The length of the id in bytes. */
    public static final int LENGTH_BYTES = 16;

    private static final byte[] LABEL = "sectorkeep/dek-id/v1".getBytes(StandardCharsets.US_ASCII);

    /**
     * Checks the digits.
     *
     * @param hex the 16 bytes as 32 lower-case hexadecimal digits
     * @throws IllegalArgumentException if they are not 32 lower-case hexadecimal digits
     */
    public DekId {
        HexIds.check("DEK id", hex, LENGTH_BYTES);
    }

    /**
     * The id of a data key: the first 16 bytes of HMAC-SHA-512 with the DEK as key over the ASCII text
     * {@code sectorkeep/dek-id/v1}.
     *
     * @param dek the data key; stays the caller's
     * @return its id
     */
    public static DekId of(SecretBytes dek) {
        return of(Arrays.copyOf(Hmac.sha512(dek, LABEL), LENGTH_BYTES));
    }

    /**
     * The id with these bytes.
     *
     * @param bytes 16 bytes
     * @return the id
     * @throws IllegalArgumentException if there are not 16
     */
    public static DekId of(byte[] bytes) {
        return new DekId(HexFormat.of().formatHex(bytes));
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
