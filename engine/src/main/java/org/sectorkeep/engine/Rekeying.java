// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * Gives encrypted disks new keys. {@linkplain #rekey A new KEK} takes no time, but does not revoke: an old envelope and
 * the old KEK still open every copy. {@linkplain #copyWithNewKeys A new DEK} needs all content encrypted anew, here by a
 * copy; {@link InPlaceEncryption#rekey} does it in place.
 *
 * <p>Thread-safe.
 */
public final class Rekeying {
    private final HostKeys keys;
    private final DiskOpening opening;

    /**
     * Works with these keys.
     *
     * @param keys where KEKs come from; stays the caller's
     */
    public Rekeying(HostKeys keys) {
        this(keys, DiskOpening.REAL);
    }

    Rekeying(HostKeys keys, DiskOpening opening) {
        this.keys = keys;
        this.opening = opening;
    }

    /**
     * Wraps the DEK of a disk by another KEK. After a crash the disk has the old envelope or the new one, whole.
     *
     * @param request what to do
     * @return the new envelope, one generation later
     * @throws NotEncryptedException if the disk is not encrypted
     * @throws WrongDiskException if it is another disk than expected
     * @throws UnfinishedOperationException if an operation in place is unfinished
     * @throws EnvelopeAuthenticationException if the present envelope does not open
     * @throws org.sectorkeep.vmdk.DiskInUseException if another program, or this one, has the disk open
     * @throws org.sectorkeep.keys.KeyUnavailableException if a KEK cannot be had or made
     * @throws IOException if the new envelope has no room, or cannot be written
     */
    public Envelope rekey(RekeyRequest request) throws IOException {
        // The line of change tracking stays: no content is written.
        try (VirtualDisk disk = opening.open(request.disk(), ChangeTracking.DROP)) {
            DiskUnlocking unlocking = new DiskUnlocking(keys, request.expected());
            Envelope present = unlocking.checkedEnvelope(disk);
            try (SecretBytes dek = unlocking.unwrap(disk.path(), present)) {
                KeyId kek = NextEnvelope.kek(keys, present.header(), request.providerId(), request.keyId());
                Envelope next = NextEnvelope.sameDek(keys, kek, present.header(), dek);
                unlocking.unwrap(disk.path(), next).close();
                disk.updateDescriptor(descriptor -> EncryptionLines.replaceEnvelope(descriptor, next));
                return next;
            }
        }
    }

    /**
     * Wraps the DEKs of all encrypted links of a snapshot chain by one other KEK, from the base up. After a crash some
     * links have it and the others their old one; to do it again is right then.
     *
     * @param request what to do; its disk is the topmost link, and the one expected
     * @return the new envelope of the topmost link
     * @throws MixedChainException if an unencrypted link stands above an encrypted one
     * @throws IOException for the reasons of {@link #rekey}, of any link; if an envelope does not open nothing is changed
     */
    public Envelope rekeyChain(RekeyRequest request) throws IOException {
        ChainState chain = ChainState.read(request.disk());
        if (chain.isSingle()) {
            return rekey(request);
        }
        ChainState.Link top = chain.top();
        EnvelopeHeader present =
                top.header().orElseThrow(() -> new NotEncryptedException("'" + top.path() + "' is not encrypted"));
        new DiskUnlocking(keys, request.expected()).requireExpected(top.path(), present);
        chain.refuseMixed();
        for (ChainState.Link link : chain.encrypted()) {
            Envelope each = link.lines().requireEnvelope(link.path());
            DiskUnlocking.anyDisk(keys).unwrap(link.path(), each).close();
        }
        KeyId kek = NextEnvelope.kek(keys, present, request.providerId(), request.keyId());
        Envelope last = null;
        for (ChainState.Link link : chain.encrypted()) {
            last = rekey(new RekeyRequest(
                    link.path(), Optional.empty(), Optional.of(kek.providerId()), Optional.of(kek.keyId())));
        }
        return Objects.requireNonNull(last);
    }

    /**
     * Copies an encrypted disk, encrypted anew under a new DEK: the same disk, one DEK generation later.
     *
     * @param request the disk, and which KEK
     * @param destination the encrypted VMDK to make; its extent files are named after it and lie beside it
     * @param overwrite what to do when a file of the destination is there already
     * @param progress is told how far it is
     * @return the copy
     * @throws NotEncryptedException if the disk is not encrypted
     * @throws IOException for the reasons of {@link DiskEncryption#cloneDisk}
     */
    public CopyResult copyWithNewKeys(
            RekeyRequest request, Path destination, Overwrite overwrite, ProgressListener progress) throws IOException {
        DiskUnlocking unlocking = new DiskUnlocking(keys, request.expected());
        try (EncryptedDisk disk = EncryptedDisk.open(request.disk(), Access.READ_ONLY, unlocking)) {
            CopySource source = CopySource.encrypted(disk);
            CreateType format =
                    TargetFormat.encrypted(Optional.empty(), source.layout().createType());
            try (CopyTarget target = CopyTarget.create(source.layout(), destination, format, overwrite)) {
                target.requireUnit(destination, disk.envelope().header().dataUnit());
                target.requireRoomForEnvelope();
                KeyId kek = NextEnvelope.kek(keys, disk.envelope().header(), request.providerId(), request.keyId());
                Envelope next = NextEnvelope.newDek(keys, kek, disk.envelope().header());
                try (RangeCipher cipher =
                        new RangeCipher(DiskUnlocking.anyDisk(keys).cipher(destination, next))) {
                    long dataBytes = target.fillEncrypted(source.plaintext(), cipher, progress);
                    target.commitEncrypted(next, keys);
                    return new CopyResult(destination, Optional.of(next), dataBytes, source.warningsAfterReading());
                }
            }
        }
    }
}
