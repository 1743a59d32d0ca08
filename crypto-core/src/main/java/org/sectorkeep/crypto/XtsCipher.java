// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

/** AES-XTS by the size of its AES keys (IEEE 1619-2018, section 5.1); a key is two AES keys, one after the other. */
public enum XtsCipher {
    /** XTS-AES-128: label {@code aes-xts-128}, keys of 32 bytes. */
    AES_XTS_128("aes-xts-128", 32),
    /** XTS-AES-256: label {@code aes-xts-256}, keys of 64 bytes. */
    AES_XTS_256("aes-xts-256", 64);

    private final String label;
    private final int keyBytes;

    XtsCipher(String label, int keyBytes) {
        this.label = label;
        this.keyBytes = keyBytes;
    }

    /**
     * The name on disk and on the command line.
     *
     * @return {@code aes-xts-128} or {@code aes-xts-256}
     */
    public String label() {
        return label;
    }

    /**
     * The length of a key: both AES keys together.
     *
     * @return 32 or 64
     */
    public int keyBytes() {
        return keyBytes;
    }

    /** Rounds of AES a block (FIPS 197, section 5). */
    int rounds() {
        return this == AES_XTS_128 ? 10 : 14;
    }

    /**
     * The cipher with a label.
     *
     * @param label as {@link #label()} gives it, in lower case
     * @return the cipher
     * @throws IllegalArgumentException if no cipher has this label
     */
    public static XtsCipher ofLabel(String label) {
        for (XtsCipher cipher : values()) {
            if (cipher.label.equals(label)) {
                return cipher;
            }
        }
        throw new IllegalArgumentException("cipher '" + label + "', expected aes-xts-128 or aes-xts-256");
    }
}
