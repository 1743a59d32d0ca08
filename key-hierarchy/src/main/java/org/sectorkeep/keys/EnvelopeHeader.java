// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;

/**
 * What an envelope says in the clear of the disk and of the keys it binds together. All of it is authenticated when
 * the envelope is opened, none of it before.
 *
 * @param diskId the disk that the envelope belongs to
 * @param capacityBytes the disk's virtual size, 512 to 2^63 - 1, a multiple of the data unit
 * @param dataUnit the data unit of the disk's sectors
 * @param cipher the cipher of the disk's sectors, which sets the length of the DEK
 * @param dekId the fingerprint of the DEK
 * @param dekGeneration 1 for the disk's first DEK, one more after each deep rekey; at most 2^63 - 1
 * @param envelopeGeneration 1 for the disk's first envelope, one more for each later one; at most 2^63 - 1
 * @param keyId the KEK that wraps the DEK
 * @param created when the envelope was made, 1970 to the end of 9999; a fraction of a second is cut off
 */
public record EnvelopeHeader(
        DiskId diskId,
        long capacityBytes,
        DataUnit dataUnit,
        XtsCipher cipher,
        DekId dekId,
        long dekGeneration,
        long envelopeGeneration,
        KeyId keyId,
        Instant created) {
    /** The generation of a disk's first DEK and of its first envelope. */
    public static final long FIRST_GENERATION = 1;

    /** The last second of the year 9999. */
    static final long MAX_CREATED_SECONDS = 253_402_300_799L;

    /**
     * Checks every value and cuts the time to whole seconds.
     *
     * @param diskId the disk that the envelope belongs to
     * @param capacityBytes the disk's virtual size, 512 to 2^63 - 1, a multiple of the data unit
     * @param dataUnit the data unit of the disk's sectors
     * @param cipher the cipher of the disk's sectors, which sets the length of the DEK
     * @param dekId the fingerprint of the DEK
     * @param dekGeneration 1 for the disk's first DEK, one more after each deep rekey; at most 2^63 - 1
     * @param envelopeGeneration 1 for the disk's first envelope, one more for each later one; at most 2^63 - 1
     * @param keyId the KEK that wraps the DEK
     * @param created when the envelope was made, 1970 to the end of 9999; a fraction of a second is cut off
     * @throws IllegalArgumentException if a number or the time is out of its range
     */
    public EnvelopeHeader {
        if (capacityBytes < dataUnit.bytes() || capacityBytes % dataUnit.bytes() != 0) {
            throw new IllegalArgumentException(
                    "capacity of " + capacityBytes + " bytes is not a positive multiple of " + dataUnit.bytes());
        }
        checkGeneration("DEK generation", dekGeneration);
        checkGeneration("envelope generation", envelopeGeneration);
        created = created.truncatedTo(ChronoUnit.SECONDS);
        if (created.getEpochSecond() < 0 || created.getEpochSecond() > MAX_CREATED_SECONDS) {
            throw new IllegalArgumentException("creation time " + created + " is not within the years 1970 to 9999");
        }
    }

    private static void checkGeneration(String what, long generation) {
        if (generation < FIRST_GENERATION) {
            throw new IllegalArgumentException(
                    what + " is " + generation + ", expected " + FIRST_GENERATION + " or more");
        }
    }
}
