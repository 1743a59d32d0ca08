// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VmdkDescriptor;

/**
 * What can be said of a disk without a key. None of it is authenticated: it is what the files say.
 *
 * @param path the disk, as it was named
 * @param createType the format, such as "monolithicSparse"; "raw" for an image without a descriptor; "luks1" or "luks2"
 * @param capacityBytes the size that a guest sees
 * @param isEncrypted whether it is encrypted, or half-way to or from it
 * @param encryption what its envelope says; empty for a plain disk, and for one that has no envelope
 * @param foreignWrites whether a program that knows nothing of the encryption wrote to it
 * @param operation what operation in place is unfinished, and how far it is
 * @param parent the file name of the parent of a snapshot
 * @param luks what its LUKS header says, if it has one
 * @param damage what was found damaged in opening it, and got round by a second copy, here or in a disk below: one line
 *     each; {@link DiskCheck} looks further
 */
public record DiskInfo(
        Path path,
        String createType,
        long capacityBytes,
        boolean isEncrypted,
        Optional<Encryption> encryption,
        boolean foreignWrites,
        Optional<UnfinishedOperation> operation,
        Optional<String> parent,
        Optional<LuksInfo> luks,
        List<String> damage) {
    /**
     * What the envelope says.
     *
     * @param cipher "aes-xts-256" or "aes-xts-128"
     * @param dataUnitBytes 512 or 4096
     * @param suite the number of the suite that wraps the DEK
     * @param providerId the key provider
     * @param keyId the provider's id of the KEK
     * @param diskId the disk's id, 32 hexadecimal digits
     * @param dekId the DEK's fingerprint, 32 hexadecimal digits
     * @param dekGeneration 1 for the first DEK
     * @param envelopeGeneration 1 for the first envelope
     */
    public record Encryption(
            String cipher,
            int dataUnitBytes,
            int suite,
            String providerId,
            String keyId,
            String diskId,
            String dekId,
            long dekGeneration,
            long envelopeGeneration) {
        static Encryption of(Envelope envelope) {
            EnvelopeHeader header = envelope.header();
            return new Encryption(
                    header.cipher().label(),
                    header.dataUnit().bytes(),
                    envelope.suite().code(),
                    header.keyId().providerId(),
                    header.keyId().keyId(),
                    header.diskId().hex(),
                    header.dekId().hex(),
                    header.dekGeneration(),
                    header.envelopeGeneration());
        }
    }

    /**
     * Reads what the files of a disk say. Needs no key and makes no cipher.
     *
     * @param path a VMDK descriptor or sparse file, a raw image, or a LUKS file
     * @return what they say
     * @throws IOException if the disk is damaged, not supported or cannot be read, or its envelope is malformed
     */
    public static DiskInfo read(Path path) throws IOException {
        if (LuksConversion.isLuks(path)) {
            return LuksInfo.readDisk(path);
        }
        try (VirtualDisk disk = VirtualDisk.open(path, VirtualDisk.Access.READ_ONLY)) {
            VmdkDescriptor descriptor = disk.descriptor();
            EncryptionLines lines = EncryptionLines.of(descriptor);
            Optional<Encryption> encryption = lines.envelope().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            Encryption.of(Envelope.ofBase64(lines.envelope().get())));
            return new DiskInfo(
                    path,
                    disk.createType().label(),
                    disk.capacityBytes(),
                    lines.isPresent(),
                    encryption,
                    lines.isPresent() && lines.hasForeignWrites(descriptor),
                    UnfinishedOperation.of(disk, lines),
                    descriptor.value("parentFileNameHint"),
                    Optional.empty(),
                    disk.damage().stream().map(StructureFinding::text).toList());
        }
    }
}
