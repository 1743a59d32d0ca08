// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.util.Optional;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * Makes encrypted disks from plain ones, plain ones from encrypted ones, and clones, by copy. Each call makes the
 * destination whole, under its name only at the end, or leaves nothing; the source is only read, and locked against
 * writers meanwhile. Of a snapshot the content is copied as it shows, into a disk without a parent. Descriptor lines of the source that nobody here knows go along, and so does its CID.
 *
 * <p>Thread-safe: several copies may run at once. A call blocks until the copy is done; it works in threads of its own,
 * one a core and at most four. When the calling thread is interrupted the copy ends as if cancelled, with an {@link
 * java.io.InterruptedIOException}.
 */
public final class DiskEncryption {
    private final HostKeys keys;

    /**
     * Copies with these keys.
     *
     * @param keys where KEKs come from; stays the caller's
     */
    public DiskEncryption(HostKeys keys) {
        this.keys = keys;
    }

    /**
     * Makes an encrypted disk from a plain one. A new KEK is made only when the source and the destination have been
     * found good.
     *
     * @param request what to do
     * @return the encrypted disk
     * @throws AlreadyEncryptedException if the source is encrypted
     * @throws MixedChainException if the source is an unencrypted snapshot of an encrypted disk
     * @throws DestinationIsSourceException if a file of the destination is one of the source
     * @throws DiskRefusedException if the disk cannot have the format or the data unit
     * @throws NotEnoughSpaceException if a flat disk of that size does not fit
     * @throws java.nio.file.FileAlreadyExistsException if the destination is there and shall not be replaced
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had or made
     * @throws CancelledException if the progress listener says so
     * @throws IOException if reading or writing fails
     */
    public CopyResult encrypt(EncryptRequest request) throws IOException {
        try (CopySource source = CopySource.plain(request.source())) {
            return makeEncrypted(request, source);
        }
    }

    /**
     * Makes a plain disk from an encrypted one.
     *
     * @param request what to do
     * @return the plain disk
     * @throws NotEncryptedException if the source is not encrypted
     * @throws WrongDiskException if the source is another disk than expected
     * @throws EnvelopeAuthenticationException if the envelope does not open
     * @throws DestinationIsSourceException if a file of the destination is one of the source
     * @throws DiskRefusedException if the disk cannot have the format
     * @throws NotEnoughSpaceException if a flat disk of that size does not fit
     * @throws java.nio.file.FileAlreadyExistsException if the destination is there and shall not be replaced
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had
     * @throws CancelledException if the progress listener says so
     * @throws IOException if reading or writing fails
     */
    public CopyResult decrypt(DecryptRequest request) throws IOException {
        try (EncryptedDisk source =
                EncryptedDisk.open(request.source(), Access.READ_ONLY, new DiskUnlocking(keys, request.expected()))) {
            return makePlain(request, CopySource.encrypted(source));
        }
    }

    /**
     * Makes an encrypted disk with the content of another, but with a disk id and a DEK of its own. (A copy of the files
     * shares both with the original: two generations of a sector are then encrypted under one key.)
     *
     * @param request what to do
     * @return the clone
     * @throws NotEncryptedException if the source is not encrypted
     * @throws IOException for the reasons of {@link #encrypt} and {@link #decrypt}
     */
    public CopyResult cloneDisk(CloneRequest request) throws IOException {
        try (EncryptedDisk source =
                EncryptedDisk.open(request.source(), Access.READ_ONLY, new DiskUnlocking(keys, request.expected()))) {
            EnvelopeHeader header = source.envelope().header();
            EncryptRequest copy = new EncryptRequest(
                    request.source(),
                    request.destination(),
                    header.keyId().providerId(),
                    request.keyId(),
                    header.cipher(),
                    header.dataUnit(),
                    Optional.empty(),
                    request.overwrite(),
                    request.progress());
            return makeEncrypted(copy, CopySource.encrypted(source));
        }
    }

    /** Makes a plain disk from what is open. */
    static CopyResult makePlain(DecryptRequest request, CopySource source) throws IOException {
        CreateType format = TargetFormat.plain(request.format(), source.layout().createType());
        try (CopyTarget target =
                CopyTarget.create(source.layout(), request.destination(), format, request.overwrite())) {
            long dataBytes = target.fillPlain(source.plaintext(), request.progress());
            target.commit();
            return new CopyResult(request.destination(), Optional.empty(), dataBytes, source.warningsAfterReading());
        }
    }

    /** Makes an encrypted disk from what is open. */
    CopyResult makeEncrypted(EncryptRequest request, CopySource source) throws IOException {
        CreateType format =
                TargetFormat.encrypted(request.format(), source.layout().createType());
        try (CopyTarget target =
                CopyTarget.create(source.layout(), request.destination(), format, request.overwrite())) {
            target.requireUnit(request.destination(), request.dataUnit());
            target.requireRoomForEnvelope();
            // Last, so that a refused run leaves no KEK behind.
            KeyId kek = NewDiskKeys.kek(keys, request.providerId(), request.keyId());
            try (NewDiskKeys diskKeys = NewDiskKeys.create(
                    keys, kek, source.layout().capacityBytes(), request.cipher(), request.dataUnit())) {
                long dataBytes = target.fillEncrypted(source.plaintext(), diskKeys.cipher(), request.progress());
                target.commitEncrypted(diskKeys.envelope(), keys);
                return new CopyResult(
                        request.destination(),
                        Optional.of(diskKeys.envelope()),
                        dataBytes,
                        source.warningsAfterReading());
            }
        }
    }
}
