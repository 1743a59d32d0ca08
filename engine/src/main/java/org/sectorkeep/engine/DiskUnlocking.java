// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * From the envelope of a disk to its cipher. What the envelope says in the clear is compared with the disk before any
 * key is asked for.
 *
 * @param keys where the KEK comes from
 * @param expected the disk that it must be
 */
record DiskUnlocking(HostKeys keys, Optional<DiskId> expected) {
    static DiskUnlocking anyDisk(HostKeys keys) {
        return new DiskUnlocking(keys, Optional.empty());
    }

    static DiskUnlocking onlyDisk(HostKeys keys, DiskId expected) {
        return new DiskUnlocking(keys, Optional.of(expected));
    }

    /** The envelope of a disk, which fits it as far as can be told without a key. */
    Envelope checkedEnvelope(VirtualDisk disk) throws IOException {
        EncryptionLines lines = EncryptionLines.of(disk.descriptor());
        Envelope envelope = lines.requireEnvelope(disk.path());
        EnvelopeMatch.require(disk, lines, envelope.header());
        requireExpected(disk.path(), envelope.header());
        return envelope;
    }

    /** Refuses any disk but the one that it must be. */
    void requireExpected(Path disk, EnvelopeHeader header) throws WrongDiskException {
        if (expected.isPresent() && !expected.get().equals(header.diskId())) {
            throw new WrongDiskException(
                    "'" + disk + "' is the disk " + header.diskId() + ", expected " + expected.get());
        }
    }

    /** The cipher of a disk; no other copy of the DEK is left. */
    SectorCipher cipher(Path disk, Envelope envelope) throws IOException {
        EnvelopeHeader header = envelope.header();
        try (SecretBytes dek = unwrap(disk, envelope);
                XtsKey key = XtsKey.of(dek)) {
            return SectorCipher.create(key, header.dataUnit());
        }
    }

    /** Opens the envelope; the caller closes the DEK. */
    SecretBytes unwrap(Path disk, Envelope envelope) throws IOException {
        try (Kek kek = keys.kek(envelope.header().keyId(), disk)) {
            return requireNamed(kek.unwrap(envelope), envelope.header());
        } catch (AuthenticationException e) {
            throw new EnvelopeAuthenticationException(disk, e);
        }
    }

    /** The DEK, if it is the one that the envelope names; else it is closed. */
    private static SecretBytes requireNamed(SecretBytes dek, EnvelopeHeader header) throws AuthenticationException {
        boolean named = false;
        try {
            named = dek.lengthBytes() == header.cipher().keyBytes()
                    && MessageDigest.isEqual(
                            DekId.of(dek).bytes(), header.dekId().bytes());
        } finally {
            if (!named) {
                dek.close();
            }
        }
        if (!named) {
            throw new AuthenticationException();
        }
        return dek;
    }
}
