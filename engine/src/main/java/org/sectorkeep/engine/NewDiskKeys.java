// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;

/**
 * The identity and keys of a disk that is being made: its envelope and the cipher of its sectors.
 *
 * @param envelope the first envelope, with the first DEK in it
 * @param cipher the cipher with that DEK
 */
record NewDiskKeys(Envelope envelope, RangeCipher cipher) implements AutoCloseable {
    /** The KEK that is named, or a new one. */
    static KeyId kek(HostKeys keys, String providerId, Optional<String> keyId) throws IOException {
        return keyId.isPresent() ? new KeyId(providerId, keyId.get()) : keys.createKek(providerId);
    }

    /** A new disk id and DEK, wrapped by the KEK. */
    static NewDiskKeys create(HostKeys keys, KeyId kek, long capacityBytes, XtsCipher cipher, DataUnit unit)
            throws IOException {
        try (XtsKey dek = XtsKey.generate(cipher)) {
            Envelope envelope = wrap(keys, kek, capacityBytes, dek, unit);
            return new NewDiskKeys(envelope, new RangeCipher(SectorCipher.create(dek, unit)));
        }
    }

    /** The first envelope of a new disk with a given DEK. */
    static Envelope wrap(HostKeys keys, KeyId kek, long capacityBytes, XtsKey dek, DataUnit unit) throws IOException {
        try (Kek handle = keys.kek(kek)) {
            EnvelopeHeader header = new EnvelopeHeader(
                    DiskId.random(),
                    capacityBytes,
                    unit,
                    dek.cipher(),
                    DekId.of(dek.bytes()),
                    EnvelopeHeader.FIRST_GENERATION,
                    EnvelopeHeader.FIRST_GENERATION,
                    kek,
                    Clock.systemUTC().instant());
            return handle.wrap(header, dek.bytes());
        }
    }

    @Override
    public void close() {
        cipher.close();
    }
}
