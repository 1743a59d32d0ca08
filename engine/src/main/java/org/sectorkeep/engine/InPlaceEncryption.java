// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.inplace.JournalHeader;
import org.sectorkeep.engine.internal.inplace.OperationKind;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Encrypts, decrypts and re-encrypts disks in their place, needing space for a journal only. After a crash at any
 * moment the same call, or {@link #resume}, goes on and ends with the right content; until then the disk is neither
 * plain nor encrypted, and every other use of it is refused. Of a snapshot only the disk itself is rewritten, not what
 * is below it. The content, and so the CID, stays as it is; what a sparse disk has not allocated stays so.
 *
 * <p>Each of the methods that change a disk throws {@link OperationStoppedException} if it was stopped, by its listener,
 * by an interrupt of its thread or by a failure to read or write, {@link DiskChangedException} if somebody else wrote to
 * the disk since, {@link JournalFormatException} if the journal is missing or of another operation, {@link
 * UnfinishedOperationException} if another operation is under way, and {@link org.sectorkeep.vmdk.DiskInUseException} if
 * a program, or this process, has the disk open.
 *
 * <p>While one of the methods named "online" does it, the disk can be used: they return it at once.
 *
 * <p>Thread-safe. A call blocks until the operation is done; beside the calling thread it works in threads of its own.
 */
public final class InPlaceEncryption {
    private final InPlaceMeans means;

    /**
     * Works with these keys.
     *
     * @param keys where KEKs come from; stays the caller's
     */
    public InPlaceEncryption(HostKeys keys) {
        this(InPlaceMeans.of(keys));
    }

    InPlaceEncryption(InPlaceMeans means) {
        this.means = means;
    }

    /**
     * Encrypts a disk. A raw image gets a descriptor beside it, {@code disk.vmdk} for {@code disk.raw}, and is then the
     * flat extent of that disk. A new KEK is made only when the disk has been found good.
     *
     * @param request what to do
     * @return the encrypted disk
     * @throws AlreadyEncryptedException if it is encrypted
     * @throws java.nio.file.FileAlreadyExistsException if a raw image's descriptor is there and of another disk
     * @throws NotEnoughSpaceException if there is no space for the journal
     * @throws DiskRefusedException if the disk cannot have the data unit, or may not be written
     * @throws org.sectorkeep.vmdk.UnsupportedDiskException if the disk is of a kind that is only read, or its changes
     *     are tracked and that shall be kept
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had or made
     * @throws IOException if nothing could be begun
     */
    public InPlaceResult encrypt(InPlaceEncryptRequest request) throws IOException {
        return alone(request.disk(), OperationKind.ENCRYPT, request.options(), target -> encryption(target, request));
    }

    /**
     * Begins to encrypt a disk that is used meanwhile, or goes on with that.
     *
     * @param request what to do
     * @return the disk, to be {@linkplain OnlineDisk#run() rewritten}
     * @throws MixedChainException if a disk below it is encrypted
     * @throws IOException for the reasons of {@link #encrypt}
     */
    public OnlineDisk encryptOnline(InPlaceEncryptRequest request) throws IOException {
        return online(request.disk(), OperationKind.ENCRYPT, request.options(), target -> encryption(target, request));
    }

    private InPlaceOperation encryption(InPlaceDisk target, InPlaceEncryptRequest request) throws IOException {
        EncryptionLines.requirePlain(target.path(), target.descriptor());
        target.requireWritable();
        refuseUnfinishedBelow(target);
        EnvelopeMatch.requireUnit(
                target.path(),
                request.dataUnit(),
                target.disk().capacityBytes(),
                target.disk().extents());
        Envelope envelope = firstEnvelope(request, target.disk().capacityBytes());
        return InPlaceOperation.begin(
                target, OperationKind.ENCRYPT, Optional.empty(), Optional.of(envelope), request.options());
    }

    private Envelope firstEnvelope(InPlaceEncryptRequest request, long capacityBytes) throws IOException {
        KeyId kek = NewDiskKeys.kek(means.keys(), request.providerId(), request.keyId());
        try (XtsKey dek = XtsKey.generate(request.cipher())) {
            return NewDiskKeys.wrap(means.keys(), kek, capacityBytes, dek, request.dataUnit());
        }
    }

    /**
     * Decrypts a disk.
     *
     * @param request what to do
     * @return the plain disk
     * @throws NotEncryptedException if it is not encrypted
     * @throws WrongDiskException if it is another disk than expected
     * @throws ForeignWritesException if a program that knows nothing of the encryption wrote to it
     * @throws MixedChainException if the disk below it is encrypted: that one must be decrypted first
     * @throws EnvelopeAuthenticationException if the envelope does not open
     * @throws NotEnoughSpaceException if there is no space for the journal
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had
     * @throws IOException if nothing could be begun
     */
    public InPlaceResult decrypt(InPlaceDecryptRequest request) throws IOException {
        return alone(request.disk(), OperationKind.DECRYPT, request.options(), target -> decryption(target, request));
    }

    /**
     * Begins to decrypt a disk that is used meanwhile, or goes on with that.
     *
     * @param request what to do
     * @return the disk, to be {@linkplain OnlineDisk#run() rewritten}
     * @throws IOException for the reasons of {@link #decrypt}
     */
    public OnlineDisk decryptOnline(InPlaceDecryptRequest request) throws IOException {
        return online(request.disk(), OperationKind.DECRYPT, request.options(), target -> decryption(target, request));
    }

    private InPlaceOperation decryption(InPlaceDisk target, InPlaceDecryptRequest request) throws IOException {
        Envelope envelope = encryptedEnvelope(target, new DiskUnlocking(means.keys(), request.expected()));
        refuseEncryptedBelow(target);
        return InPlaceOperation.begin(
                target, OperationKind.DECRYPT, Optional.of(envelope), Optional.empty(), request.options());
    }

    /**
     * Encrypts a disk anew, under a new DEK: what a former DEK or KEK opened is of no more use for this disk.
     *
     * @param request what to do
     * @return the disk, with its new envelope
     * @throws NotEncryptedException if it is not encrypted
     * @throws WrongDiskException if it is another disk than expected
     * @throws ForeignWritesException if a program that knows nothing of the encryption wrote to it
     * @throws EnvelopeAuthenticationException if the envelope does not open
     * @throws NotEnoughSpaceException if there is no space for the journal
     * @throws org.sectorkeep.keys.KeyUnavailableException if a KEK cannot be had or made
     * @throws IOException if nothing could be begun
     */
    public InPlaceResult rekey(InPlaceRekeyRequest request) throws IOException {
        return alone(request.disk(), OperationKind.REKEY, request.options(), target -> newKey(target, request));
    }

    /**
     * Begins to encrypt a disk anew that is used meanwhile, or goes on with that.
     *
     * @param request what to do
     * @return the disk, to be {@linkplain OnlineDisk#run() rewritten}
     * @throws IOException for the reasons of {@link #rekey}
     */
    public OnlineDisk rekeyOnline(InPlaceRekeyRequest request) throws IOException {
        return online(request.disk(), OperationKind.REKEY, request.options(), target -> newKey(target, request));
    }

    private InPlaceOperation newKey(InPlaceDisk target, InPlaceRekeyRequest request) throws IOException {
        Envelope present = encryptedEnvelope(target, new DiskUnlocking(means.keys(), request.expected()));
        KeyId kek = NextEnvelope.kek(means.keys(), present.header(), request.providerId(), request.keyId());
        Envelope next = NextEnvelope.newDek(means.keys(), kek, present.header());
        return InPlaceOperation.begin(
                target, OperationKind.REKEY, Optional.of(present), Optional.of(next), request.options());
    }

    /**
     * Goes on with whatever is unfinished on a disk, and finishes it.
     *
     * @param disk the disk, or the raw image that was being encrypted
     * @param options how; its resilience and change tracking do not matter
     * @return the disk; nothing was left to do if no content was rewritten
     * @throws org.sectorkeep.keys.KeyUnavailableException if a KEK cannot be had
     * @throws IOException if it could not be gone on with
     */
    public InPlaceResult resume(Path disk, InPlaceOptions options) throws IOException {
        try (InPlaceDisk target = InPlaceDisk.open(means.opening(), disk, ChangeTracking.DROP)) {
            if (target.lines().operation().isPresent()) {
                return run(InPlaceOperation.unfinished(target, options).reopen(means));
            }
            target.lines().refuseUnfinished(target.path());
            LeftoverJournal.sweep(target);
            return new InPlaceResult(target.path(), envelope(target), 0, List.of());
        }
    }

    /**
     * Opens a disk on which an operation is unfinished, to be used while that is gone on with.
     *
     * @param disk the disk, or the raw image that was being encrypted
     * @param options how; its resilience and change tracking do not matter
     * @return the disk, to be {@linkplain OnlineDisk#run() rewritten}
     * @throws DiskRefusedException if nothing is unfinished
     * @throws org.sectorkeep.keys.KeyUnavailableException if a KEK cannot be had
     * @throws IOException if it could not be gone on with
     */
    public OnlineDisk resumeOnline(Path disk, InPlaceOptions options) throws IOException {
        return resumeOnline(disk, Optional.empty(), options);
    }

    /**
     * Opens a disk on which an operation is unfinished, to be used while that is gone on with, if it is the one that is meant.
     *
     * @param disk the disk, or the raw image that was being encrypted
     * @param expected the disk that it must be; any if empty
     * @param options how; its resilience and change tracking do not matter
     * @return the disk, to be {@linkplain OnlineDisk#run() rewritten}
     * @throws WrongDiskException if it is another disk than expected
     * @throws DiskRefusedException if nothing is unfinished
     * @throws org.sectorkeep.keys.KeyUnavailableException if a KEK cannot be had
     * @throws IOException if it could not be gone on with
     */
    public OnlineDisk resumeOnline(Path disk, Optional<DiskId> expected, InPlaceOptions options) throws IOException {
        return online(disk, ChangeTracking.DROP, target -> {
            Optional<String> envelope = target.lines().envelope(); // there whatever the operation is
            if (target.lines().operation().isEmpty() || envelope.isEmpty()) {
                throw new DiskRefusedException("'" + target.path() + "' has no unfinished operation");
            }
            new DiskUnlocking(means.keys(), expected)
                    .requireExpected(
                            target.path(), Envelope.ofBase64(envelope.get()).header());
            return InPlaceOperation.unfinished(target, options).reopen(means);
        });
    }

    /**
     * Looks whether an operation could begin on a disk: nobody has it open, it may be written, and its layout has the data
     * unit. Changes nothing.
     *
     * @param disk a VMDK descriptor or sparse file
     * @param unit the data unit that it is to get, if it is to be encrypted
     * @param options how it would be done
     * @throws DiskRefusedException if it may not be written or cannot have the data unit
     * @throws org.sectorkeep.vmdk.DiskInUseException if a program, or this process, has it open
     * @throws IOException for the other reasons of {@link #encrypt} that need no key
     */
    public void requireReady(Path disk, Optional<DataUnit> unit, InPlaceOptions options) throws IOException {
        try (InPlaceDisk target = InPlaceDisk.open(means.opening(), disk, options.tracking())) {
            target.requireWritable();
            if (unit.isPresent()) {
                EnvelopeMatch.requireUnit(
                        target.path(),
                        unit.get(),
                        target.disk().capacityBytes(),
                        target.disk().extents());
            }
        }
    }

    /** Checks whether an operation may begin, and makes its keys. */
    private interface Beginning {
        InPlaceOperation operation(InPlaceDisk target) throws IOException;
    }

    private interface Start {
        StartedOperation start(InPlaceDisk target) throws IOException;
    }

    private InPlaceResult alone(Path disk, OperationKind kind, InPlaceOptions options, Beginning beginning)
            throws IOException {
        try (InPlaceDisk target = InPlaceDisk.open(means.opening(), disk, options.tracking())) {
            Optional<InPlaceOperation> unfinished = unfinished(target, kind, options);
            if (unfinished.isPresent()) {
                return run(unfinished.get().reopen(means));
            }
            Optional<JournalHeader> committed = LeftoverJournal.sweep(target);
            if (committed.isPresent() && committed.get().kind() == kind) {
                return new InPlaceResult(
                        target.path(), envelope(target), committed.get().dataBytes(), List.of());
            }
            return run(beginning.operation(target).start(means));
        }
    }

    private static InPlaceResult run(StartedOperation operation) throws IOException {
        try (operation) {
            return operation.run();
        }
    }

    private OnlineDisk online(Path disk, OperationKind kind, InPlaceOptions options, Beginning beginning)
            throws IOException {
        return online(disk, options.tracking(), target -> {
            Optional<InPlaceOperation> unfinished = unfinished(target, kind, options);
            if (unfinished.isPresent()) {
                return unfinished.get().reopen(means);
            }
            LeftoverJournal.sweep(target);
            EncryptedChain.refuseMixed(target.disk());
            return beginning.operation(target).start(means);
        });
    }

    private OnlineDisk online(Path disk, ChangeTracking tracking, Start start) throws IOException {
        InPlaceDisk target = InPlaceDisk.open(means.opening(), disk, tracking);
        try {
            return OnlineDisk.open(start.start(target), means.keys());
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, target);
            throw e;
        }
    }

    /** What an earlier run of the same operation had left. */
    private static Optional<InPlaceOperation> unfinished(InPlaceDisk target, OperationKind kind, InPlaceOptions options)
            throws IOException {
        if (target.lines().operation().isEmpty()) {
            target.lines().refuseUnfinished(target.path());
            return Optional.empty();
        }
        InPlaceOperation unfinished = InPlaceOperation.unfinished(target, options);
        if (unfinished.line().kind() != kind) {
            target.lines().refuseUnfinished(target.path());
        }
        return Optional.of(unfinished);
    }

    private static Optional<Envelope> envelope(InPlaceDisk target) throws IOException {
        Optional<String> text = target.lines().envelope();
        return text.isPresent() ? Optional.of(Envelope.ofBase64(text.get())) : Optional.empty();
    }

    private static Envelope encryptedEnvelope(InPlaceDisk target, DiskUnlocking unlocking) throws IOException {
        if (!target.lines().isPresent()) {
            throw new NotEncryptedException("'" + target.path() + "' is not encrypted");
        }
        Envelope envelope = unlocking.checkedEnvelope(target.disk());
        if (target.lines().hasForeignWrites(target.descriptor())) {
            throw new ForeignWritesException("'" + target.path()
                    + "' cannot be changed in place: a program that does not know its encryption wrote to it");
        }
        target.requireWritable();
        refuseUnfinishedBelow(target);
        return envelope;
    }

    private static void refuseUnfinishedBelow(InPlaceDisk target) throws DiskRefusedException {
        for (VirtualDisk link : EncryptedChain.links(target.disk())) {
            EncryptionLines.of(link.descriptor()).refuseUnfinished(link.path());
        }
    }

    private static void refuseEncryptedBelow(InPlaceDisk target) throws DiskRefusedException {
        Optional<VirtualDisk> parent = target.disk().parent();
        if (parent.isPresent() && EncryptionLines.of(parent.get().descriptor()).isPresent()) {
            throw new MixedChainException(target.path(), parent.get().path());
        }
    }
}
