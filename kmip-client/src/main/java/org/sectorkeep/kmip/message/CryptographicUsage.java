// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/** What a key may do: bits of a Cryptographic Usage Mask (KMIP 1.4 section 9.1.3.3.1). */
public final class CryptographicUsage {
    /** Encrypt data. */
    public static final int ENCRYPT = 0x4;
    /** Decrypt data. */
    public static final int DECRYPT = 0x8;
    /** Wrap keys. */
    public static final int WRAP_KEY = 0x10;
    /** Unwrap keys. */
    public static final int UNWRAP_KEY = 0x20;

    private CryptographicUsage() {}
}
