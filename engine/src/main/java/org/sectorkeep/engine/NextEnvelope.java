// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;

/** The envelope that takes the place of a disk's present one. */
final class NextEnvelope {
    private NextEnvelope() {}

    /** The KEK that is named, or a new one, of the provider that is named, or the present one. */
    static KeyId kek(HostKeys keys, EnvelopeHeader present, Optional<String> providerId, Optional<String> keyId)
            throws IOException {
        return NewDiskKeys.kek(keys, providerId.orElse(present.keyId().providerId()), keyId);
    }

    /** The same DEK under a KEK. */
    static Envelope sameDek(HostKeys keys, KeyId kek, EnvelopeHeader present, SecretBytes dek) throws IOException {
        return wrap(keys, kek, present, dek, present.dekGeneration());
    }

    /** A new DEK under a KEK. */
    static Envelope newDek(HostKeys keys, KeyId kek, EnvelopeHeader present) throws IOException {
        try (XtsKey dek = XtsKey.generate(present.cipher())) {
            return wrap(keys, kek, present, dek.bytes(), present.dekGeneration() + 1);
        }
    }

    private static Envelope wrap(HostKeys keys, KeyId kek, EnvelopeHeader present, SecretBytes dek, long dekGeneration)
            throws IOException {
        try (Kek handle = keys.kek(kek)) {
            EnvelopeHeader header = new EnvelopeHeader(
                    present.diskId(),
                    present.capacityBytes(),
                    present.dataUnit(),
                    present.cipher(),
                    DekId.of(dek),
                    dekGeneration,
                    present.envelopeGeneration() + 1,
                    kek,
                    Clock.systemUTC().instant());
            return handle.wrap(header, dek);
        }
    }
}
