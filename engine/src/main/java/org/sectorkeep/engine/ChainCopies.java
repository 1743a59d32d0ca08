// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.util.Optional;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * Copies snapshot chains link by link, so that the copy has the same links: each encrypted one under a DEK of its own,
 * all under one KEK. Every link keeps its file name and its CID; children become sparse. The destination is a folder,
 * which is there with the whole chain or not at all.
 *
 * <p>Thread-safe, blocking and interruptible as {@link DiskEncryption} is.
 */
public final class ChainCopies {
    private final HostKeys keys;

    /**
     * Copies with these keys.
     *
     * @param keys where KEKs come from; stays the caller's
     */
    public ChainCopies(HostKeys keys) {
        this.keys = keys;
    }

    /**
     * Makes an encrypted chain from a plain one.
     *
     * @param request the topmost link, and as destination the folder to make: absent, or empty
     * @return the topmost link of the copy and its envelope, and the bytes of content of all links
     * @throws IllegalArgumentException if the request has a format: each link keeps its own
     * @throws DiskRefusedException if the folder is not empty, two links have the same file name, or a link cannot have
     *     the data unit
     * @throws IOException for the reasons of {@link DiskEncryption#encrypt}; nothing is left of the folder then
     */
    public CopyResult encrypt(EncryptRequest request) throws IOException {
        requireNoFormat(request.format());
        try (CopySource source = CopySource.plain(request.source());
                ChainLinks links = ChainLinks.plain(source.layout());
                ChainFolder folder = ChainFolder.create(request.destination(), links)) {
            ChainProgress progress = new ChainProgress(request.progress(), links.ownBytes());
            Optional<Envelope> top = Optional.empty();
            Optional<KeyId> kek = Optional.empty();
            for (ChainLink link : links) {
                CreateType format = link.format(TargetFormat.encrypted(Optional.empty(), link.createType()));
                try (CopyTarget target = folder.createTarget(link, format)) {
                    target.requireUnit(link.disk().path(), request.dataUnit());
                    target.requireRoomForEnvelope();
                    if (kek.isEmpty()) {
                        kek = Optional.of(NewDiskKeys.kek(keys, request.providerId(), request.keyId()));
                    }
                    top = Optional.of(encryptLink(link, target, kek.get(), request, progress));
                }
            }
            return folder.commit(top, progress.doneBytes(), source.warningsAfterReading());
        }
    }

    private Envelope encryptLink(
            ChainLink link, CopyTarget target, KeyId kek, EncryptRequest request, ChainProgress progress)
            throws IOException {
        try (NewDiskKeys linkKeys =
                NewDiskKeys.create(keys, kek, link.disk().capacityBytes(), request.cipher(), request.dataUnit())) {
            progress.add(target.fillEncrypted(link.plaintext(), linkKeys.cipher(), progress));
            target.commitEncrypted(linkKeys.envelope(), keys);
            return linkKeys.envelope();
        }
    }

    /**
     * Makes a plain chain from an encrypted one. Links below the lowest encrypted one are copied as they are.
     *
     * @param request the topmost link, and as destination the folder to make: absent, or empty
     * @return the topmost link of the copy, and the bytes of content of all links
     * @throws IllegalArgumentException if the request has a format: each link keeps its own
     * @throws DiskRefusedException if the folder is not empty, or two links have the same file name
     * @throws IOException for the reasons of {@link DiskEncryption#decrypt}; nothing is left of the folder then
     */
    public CopyResult decrypt(DecryptRequest request) throws IOException {
        requireNoFormat(request.format());
        DiskUnlocking unlocking = new DiskUnlocking(keys, request.expected());
        try (EncryptedDisk disk = EncryptedDisk.open(request.source(), Access.READ_ONLY, unlocking);
                ChainLinks links = ChainLinks.encrypted(disk.virtualDisk(), keys);
                ChainFolder folder = ChainFolder.create(request.destination(), links)) {
            CopySource source = CopySource.encrypted(disk);
            ChainProgress progress = new ChainProgress(request.progress(), links.ownBytes());
            for (ChainLink link : links) {
                CreateType format = link.format(TargetFormat.plain(Optional.empty(), link.createType()));
                try (CopyTarget target = folder.createTarget(link, format)) {
                    progress.add(target.fillPlain(link.plaintext(), progress));
                    target.commit();
                }
            }
            return folder.commit(Optional.empty(), progress.doneBytes(), source.warningsAfterReading());
        }
    }

    private static void requireNoFormat(Optional<CreateType> format) {
        if (format.isPresent()) {
            throw new IllegalArgumentException("each link of a chain keeps its own format");
        }
    }
}
