// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.engine.internal.luks.HeaderImage;
import org.sectorkeep.engine.internal.luks.SlotCost;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.PassphraseSource;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * Puts LUKS headers beside encrypted disks, so that other programs open them as they are: the ciphertext of a flat disk
 * is what LUKS would have written. The disk itself is only read.
 *
 * <p>Such a header opens the disk to whoever has its passphrase, for as long as the disk keeps its DEK, whatever becomes
 * of the KEK. Thread-safe.
 */
public final class LuksHeaders {
    private static final int SECTOR_BYTES = 512;

    private final HostKeys keys;
    private final NewLuksHeader headers;

    /**
     * Makes headers for disks of these keys.
     *
     * @param keys where KEKs come from; stays the caller's
     * @param passphrases where the passphrase of a new header comes from
     */
    public LuksHeaders(HostKeys keys, PassphraseSource passphrases) {
        this(keys, passphrases, SlotCost.USUAL);
    }

    LuksHeaders(HostKeys keys, PassphraseSource passphrases, SlotCost cost) {
        this.keys = keys;
        this.headers = new NewLuksHeader(passphrases, cost);
    }

    /**
     * Makes a header around the DEK of a disk. It is there whole or not at all, for its owner only.
     *
     * @param request what to do
     * @return what was made
     * @throws NotEncryptedException if the disk is not encrypted
     * @throws NotOneFlatRunException if its ciphertext is not one whole flat file
     * @throws DiskRefusedException if the version has no place for its data unit, or its envelope is not its own
     * @throws java.nio.file.FileAlreadyExistsException if the file is there and shall not be replaced
     * @throws EnvelopeAuthenticationException if the envelope does not open
     * @throws org.sectorkeep.keys.KeyUnavailableException if the KEK cannot be had
     * @throws IOException if reading or writing fails
     */
    public LuksHeaderResult write(LuksHeaderRequest request) throws IOException {
        try (VirtualDisk disk = VirtualDisk.open(request.disk(), Access.READ_ONLY)) {
            Envelope envelope = DiskUnlocking.anyDisk(keys).checkedEnvelope(disk);
            Path content = flatFile(disk);
            NewLuksHeader.requirePossible(
                    request.disk(), request.version(), envelope.header().dataUnit());
            Destination.refuseSourceFile(disk, request.file());
            Destination.refuseExisting(request.file(), request.overwrite());
            HeaderImage image = image(request, envelope);
            WholeFile.write(request.file(), image.start(), image.totalBytes());
            return new LuksHeaderResult(request.file(), content, image.totalBytes(), warnings(disk));
        }
    }

    private HeaderImage image(LuksHeaderRequest request, Envelope envelope) throws IOException {
        try (SecretBytes dek = DiskUnlocking.anyDisk(keys).unwrap(request.disk(), envelope);
                XtsKey key = XtsKey.of(dek)) {
            return headers.make(
                    request.file(),
                    headers.plan(
                            request.version(),
                            request.placement(),
                            envelope.header().dataUnit(),
                            Optional.of(envelope)),
                    key);
        }
    }

    /** The only file of a disk, if all of it, and nothing else, is the ciphertext. */
    private static Path flatFile(VirtualDisk disk) throws IOException {
        List<ExtentInfo> extents = disk.extents();
        ExtentInfo first = extents.get(0);
        if (first.kind() != ExtentInfo.Kind.FLAT || extents.size() > 1) {
            throw new NotOneFlatRunException(
                    disk.path(),
                    "it is of type " + disk.createType().label() + ", with " + extents.size() + " extents");
        }
        long fileBytes = Files.size(first.file());
        if (first.fileOffsetSectors() != 0 || fileBytes != disk.capacityBytes()) {
            throw new NotOneFlatRunException(
                    disk.path(),
                    "its extent of " + disk.capacityBytes() + " bytes starts at byte "
                            + first.fileOffsetSectors() * SECTOR_BYTES + " of a file of " + fileBytes);
        }
        return first.file();
    }

    private static List<String> warnings(VirtualDisk disk) {
        List<String> warnings = new ArrayList<>(
                List.of("the header opens the disk to whoever has its passphrase, until the disk gets another DEK"));
        if (EncryptionLines.of(disk.descriptor()).hasForeignWrites(disk.descriptor())) {
            warnings.add("a program that does not know the encryption wrote to the disk: parts may be garbage");
        }
        return warnings;
    }
}
