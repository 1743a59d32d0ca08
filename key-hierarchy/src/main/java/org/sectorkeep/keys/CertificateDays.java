// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Duration;
import java.time.Instant;

/** Counts the days of a certificate. */
final class CertificateDays {
    private static final long SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

    private CertificateDays() {}

    /** Whole days until then; negative if it is past. */
    static long left(Instant now, Instant notAfter) {
        return Math.floorDiv(Duration.between(now, notAfter).toSeconds(), SECONDS_A_DAY);
    }
}
