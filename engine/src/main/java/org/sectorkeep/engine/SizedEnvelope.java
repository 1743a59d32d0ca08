// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.Kek;

/**
 * The envelope of a disk for another size: the same DEK under the same KEK, one generation up.
 *
 * @param unlocking opens the old one
 */
record SizedEnvelope(DiskUnlocking unlocking) {
    Envelope renew(Path disk, Envelope old, long capacityBytes) throws IOException {
        EnvelopeHeader header = old.header();
        EnvelopeHeader renewed = new EnvelopeHeader(
                header.diskId(),
                capacityBytes,
                header.dataUnit(),
                header.cipher(),
                header.dekId(),
                header.dekGeneration(),
                Math.incrementExact(header.envelopeGeneration()),
                header.keyId(),
                Clock.systemUTC().instant());
        try (SecretBytes dek = unlocking.unwrap(disk, old);
                Kek kek = unlocking.keys().kek(header.keyId(), disk)) {
            Envelope envelope = kek.wrap(renewed, dek);
            unlocking.unwrap(disk, envelope).close(); // what does not open must not replace what does
            return envelope;
        }
    }
}
