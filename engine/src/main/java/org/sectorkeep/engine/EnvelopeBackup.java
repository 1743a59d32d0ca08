// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sectorkeep.engine.internal.io.WholeFile;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * Keeps the envelope of a disk in a file of its own, since a disk whose envelope is lost is lost: other tools that write
 * a descriptor anew leave it out. The backup is no secret; it opens nothing without the KEK. One made before a rekey
 * brings the old envelope back.
 */
public final class EnvelopeBackup {
    private EnvelopeBackup() {}

    /**
     * Writes the envelope of a disk to a file.
     *
     * @param disk an encrypted disk; only read
     * @param file the backup
     * @param overwrite what to do if the backup file is there already
     * @throws DiskRefusedException if the disk is not encrypted, the envelope is not its own, or {@code file} is one of
     *     its files
     * @throws java.nio.file.FileAlreadyExistsException if the file is there and shall not be replaced
     * @throws IOException if the disk cannot be read or the file not written; it is then as it was
     */
    public static void backup(Path disk, Path file, Overwrite overwrite) throws IOException {
        try (VirtualDisk opened = VirtualDisk.open(disk, Access.READ_ONLY)) {
            EncryptionLines lines = EncryptionLines.of(opened.descriptor());
            Envelope envelope = lines.requireEnvelope(disk);
            EnvelopeMatch.require(opened, lines, envelope.header());
            Destination.refuseSourceFile(opened, file);
            Destination.refuseExisting(file, overwrite);
            WholeFile.write(file, new EnvelopeBackupFile(String.valueOf(disk.getFileName()), envelope).text());
        }
    }

    /**
     * Puts the envelope of a backup back into its disk. A disk whose descriptor has lost the line that says how it was
     * left opens read-only afterwards, until its content is {@linkplain DiskCheck#acceptForeignWrites accepted}.
     *
     * @param disk the disk; its content is not touched
     * @param file the backup
     * @param keys used to see that the envelope opens, where the KEK can be had
     * @param overwrite whether another envelope that the disk has now is replaced
     * @return what the user should know: one line each
     * @throws WrongDiskException if the backup is of another disk
     * @throws AlreadyEncryptedException if the disk has another envelope and that shall not be replaced
     * @throws EnvelopeAuthenticationException if the KEK can be had and does not open the envelope
     * @throws IOException if a file is damaged or cannot be read or written
     */
    public static List<String> restore(Path disk, Path file, HostKeys keys, Overwrite overwrite) throws IOException {
        EnvelopeBackupFile backup = EnvelopeBackupFile.read(file);
        try (VirtualDisk opened = VirtualDisk.open(disk, Access.READ_WRITE)) {
            Envelope envelope = backup.envelope();
            EncryptionLines lines = EncryptionLines.of(opened.descriptor());
            lines.refuseUnfinished(disk);
            EnvelopeMatch.requireSameDisk(opened, lines, envelope.header());
            refuseOther(disk, lines, envelope, overwrite);
            List<String> warnings = verify(disk, envelope, keys);
            opened.updateDescriptor(descriptor -> EncryptionLines.restore(descriptor, envelope));
            return warnings;
        }
    }

    private static void refuseOther(Path disk, EncryptionLines lines, Envelope envelope, Overwrite overwrite)
            throws AlreadyEncryptedException {
        boolean other = lines.envelope().isPresent() && !lines.envelope().get().equals(envelope.toBase64());
        if (other && overwrite == Overwrite.REFUSE) {
            throw new AlreadyEncryptedException("'" + disk + "' has another envelope than the backup");
        }
    }

    private static List<String> verify(Path disk, Envelope envelope, HostKeys keys) throws IOException {
        try {
            DiskUnlocking.anyDisk(keys).unwrap(disk, envelope).close();
            return List.of();
        } catch (KeyUnavailableException e) {
            return List.of("whether the envelope opens could not be tried: " + e.getMessage());
        }
    }
}
