// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.engine.internal.luks.LuksHeader;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.PassphraseSource;

/**
 * From a LUKS header to its volume key.
 *
 * @param keys where the KEK of an envelope comes from
 * @param passphrases where a passphrase comes from
 * @param means which of the two
 */
record LuksUnlocking(HostKeys keys, PassphraseSource passphrases, LuksMeans means) {
    /**
     * The volume key of a file; the caller closes it.
     *
     * @param capacityBytes the size of its content
     */
    SecretBytes volumeKey(LuksFile file, LuksHeader header, long capacityBytes, Optional<DiskId> expected)
            throws IOException {
        Optional<Envelope> envelope = envelope(header);
        requireExpected(file.path(), envelope, expected);
        if (means == LuksMeans.ENVELOPE_IF_ANY && envelope.isPresent()) {
            return byEnvelope(file, header, capacityBytes, envelope.get());
        }
        SecretBytes volumeKey = byPassphrase(file, header);
        if (expected.isPresent() && !namesKey(envelope.orElseThrow(), volumeKey)) {
            volumeKey.close();
            throw otherKey(file.path());
        }
        return volumeKey;
    }

    /** The envelope that a header carries. */
    static Optional<Envelope> envelope(LuksHeader header) throws IOException {
        return header.envelope().isEmpty()
                ? Optional.empty()
                : Optional.of(Envelope.ofBase64(header.envelope().get()));
    }

    /**
     * Refuses an envelope that is of another disk, as far as can be told without a key.
     *
     * @param capacityBytes the size of the content; 0 if the header is alone, which tells no size
     */
    static void requireSameDisk(LuksFile file, LuksHeader header, long capacityBytes, EnvelopeHeader envelope)
            throws WrongDiskException {
        String what = "the envelope in '" + file.path() + "' is of another disk: it is of one ";
        if (capacityBytes > 0 && envelope.capacityBytes() != capacityBytes) {
            throw new WrongDiskException(
                    what + "of " + envelope.capacityBytes() + " bytes, the file has " + capacityBytes);
        }
        if (envelope.dataUnit() != header.payload().unit()) {
            throw new WrongDiskException(what + "with data units of "
                    + envelope.dataUnit().bytes() + " bytes, the header says "
                    + header.payload().unit().bytes());
        }
        if (envelope.cipher() != header.payload().cipher().xts()) {
            throw new WrongDiskException(what + "with " + envelope.cipher().label() + ", the header says "
                    + header.payload().cipher().xts().label());
        }
    }

    private static void requireExpected(Path file, Optional<Envelope> envelope, Optional<DiskId> expected)
            throws WrongDiskException {
        if (expected.isEmpty()) {
            return;
        }
        if (envelope.isEmpty()) {
            throw new WrongDiskException("'" + file + "' has no disk id, expected " + expected.get());
        }
        DiskId found = envelope.get().header().diskId();
        if (!found.equals(expected.get())) {
            throw new WrongDiskException("'" + file + "' is the disk " + found + ", expected " + expected.get());
        }
    }

    private SecretBytes byEnvelope(LuksFile file, LuksHeader header, long capacityBytes, Envelope envelope)
            throws IOException {
        requireSameDisk(file, header, capacityBytes, envelope.header());
        SecretBytes volumeKey = DiskUnlocking.anyDisk(keys).unwrap(file.path(), envelope);
        if (!header.isVolumeKey(volumeKey)) {
            volumeKey.close();
            throw otherKey(file.path());
        }
        return volumeKey;
    }

    private SecretBytes byPassphrase(LuksFile file, LuksHeader header) throws IOException {
        char[] passphrase = passphrases.passphrase("'" + file.path() + "'");
        try {
            return header.open(file, passphrase).orElseThrow(() -> new WrongPassphraseException(file.path()));
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private static boolean namesKey(Envelope envelope, SecretBytes volumeKey) {
        return envelope.header().dekId().equals(DekId.of(volumeKey));
    }

    private static DiskRefusedException otherKey(Path file) {
        return new DiskRefusedException("the envelope in '" + file + "' holds another key than the one of its sectors");
    }
}
