// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

/**
 * A key that the store issued.
 *
 * @param keyId its id, 1 to 512 bytes of UTF-8
 * @param stateCode its state, a KMIP number from 1 to 6
 * @param createdSeconds when it was made, in seconds since 1970
 */
public record StoredKey(String keyId, int stateCode, long createdSeconds) {
    static final int MAX_KEY_ID_BYTES = 512;
    static final int MIN_STATE_CODE = 1;
    static final int MAX_STATE_CODE = 6;

    /** The last second of the year 9999. */
    static final long MAX_CREATED_SECONDS = 253_402_300_799L;
}
