// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * Makes snapshots: empty children, through which their parents show until they are written. The child of an encrypted
 * disk is encrypted, under a DEK of its own and the same provider, so that two generations of a sector never share a
 * key; the child of a plain disk is plain.
 *
 * <p>Thread-safe.
 */
public final class Snapshots {
    private final HostKeys keys;

    /**
     * Makes snapshots with these keys.
     *
     * @param keys where KEKs come from; stays the caller's; not asked for the child of a plain disk
     */
    public Snapshots(HostKeys keys) {
        this.keys = keys;
    }

    /**
     * Makes a snapshot of a disk. The child is there whole or not at all; the parent is only read.
     *
     * @param request what to do
     * @return the envelope of the child, if it is encrypted
     * @throws WrongDiskException if the parent is another disk than expected
     * @throws MixedChainException if the parent is an unencrypted snapshot of an encrypted disk
     * @throws DiskRefusedException if the parent's envelope is not its own, or an operation on it is unfinished
     * @throws EnvelopeAuthenticationException if the parent's envelope does not open
     * @throws DestinationIsSourceException if a file of the child is one of the parent
     * @throws java.nio.file.FileAlreadyExistsException if the child is there and shall not be replaced
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had
     * @throws IOException if reading or writing fails
     */
    public Optional<Envelope> create(SnapshotRequest request) throws IOException {
        try (VirtualDisk parent = VirtualDisk.open(request.parent(), Access.READ_ONLY)) {
            EncryptedChain.refuseMixed(parent);
            requireAllowed(parent, request);
            if (!EncryptionLines.of(parent.descriptor()).isPresent()) {
                return createPlain(parent, request);
            }
            return Optional.of(createEncrypted(parent, request));
        }
    }

    private static void requireAllowed(VirtualDisk parent, SnapshotRequest request) throws IOException {
        for (Path file : NewDisk.files(request.child(), CreateType.MONOLITHIC_SPARSE, parent.capacityBytes())) {
            Destination.refuseSourceFile(parent, file);
            Destination.refuseExisting(file, request.overwrite());
        }
    }

    private static Optional<Envelope> createPlain(VirtualDisk parent, SnapshotRequest request) throws IOException {
        if (request.expected().isPresent()) {
            throw new NotEncryptedException("'" + request.parent() + "' is not encrypted");
        }
        try (NewDisk child = newChild(request)) {
            child.shareAs(parent);
            child.commit();
        }
        return Optional.empty();
    }

    private Envelope createEncrypted(VirtualDisk parent, SnapshotRequest request) throws IOException {
        DiskUnlocking unlocking = new DiskUnlocking(keys, request.expected());
        Envelope above = unlocking.checkedEnvelope(parent);
        unlocking.unwrap(parent.path(), above).close(); // a child of what cannot be opened would be of no use
        EnvelopeHeader header = above.header();
        try (NewDisk child = newChild(request)) {
            child.shareAs(parent);
            NewEncryption.requireRoom(child);
            EnvelopeMatch.requireUnit(
                    request.child(),
                    header.dataUnit(),
                    child.disk().capacityBytes(),
                    child.disk().extents());
            KeyId kek = request.keyId()
                    .map(id -> new KeyId(header.keyId().providerId(), id))
                    .orElse(header.keyId());
            try (NewDiskKeys childKeys =
                    NewDiskKeys.create(keys, kek, child.disk().capacityBytes(), header.cipher(), header.dataUnit())) {
                NewEncryption.commit(child, childKeys.envelope(), keys);
                return childKeys.envelope();
            }
        }
    }

    private static NewDisk newChild(SnapshotRequest request) throws IOException {
        return NewDisk.createChild(
                request.child(),
                CreateType.MONOLITHIC_SPARSE,
                request.parent(),
                request.overwrite() == Overwrite.REPLACE ? NewDisk.Existing.REPLACE : NewDisk.Existing.REFUSE,
                UnaryOperator.identity());
    }
}
