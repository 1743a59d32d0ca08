// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeFormatException;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.vmdk.DiskRepair;
import org.sectorkeep.vmdk.StaleChildException;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;
import org.sectorkeep.vmdk.VmdkFormatException;

/**
 * What a check of a disk found. It looks at the structure of the files, at the envelope, and at what is unfinished; it
 * cannot see whether encrypted content was changed, since the encryption detects no tampering.
 *
 * @param findings what was found, in the order in which it was looked for
 */
public record DiskCheck(List<Finding> findings) {
    /**
     * Keeps a copy.
     *
     * @param findings what was found
     */
    public DiskCheck {
        findings = List.copyOf(findings);
    }

    /** How bad a finding is. */
    public enum Severity {
        /** The content, or the way to it, cannot be relied on. */
        DAMAGED,
        /** An operation was begun and not finished. */
        UNFINISHED,
        /** Whether the envelope opens could not be tried, since its KEK cannot be had. */
        KEY_UNAVAILABLE,
        /** Something to look at; the content can be read. */
        WARNING,
        /** Nothing is wrong. */
        INFO
    }

    /**
     * Something that was found.
     *
     * @param severity how bad it is
     * @param message one line, lower case, without a full stop
     */
    public record Finding(Severity severity, String message) {}

    /**
     * Checks a disk, and of a snapshot all disks below it. Nothing is changed.
     *
     * @param path a VMDK descriptor or sparse file, a raw image, or a LUKS file
     * @param keys used to see that the envelope opens; not tried when empty
     * @return what was found; damage is a finding and not an exception
     * @throws org.sectorkeep.vmdk.DiskInUseException if another program, or this one, writes to the disk
     * @throws IOException if a file is missing, not supported or cannot be read
     */
    public static DiskCheck run(Path path, Optional<HostKeys> keys) throws IOException {
        if (LuksConversion.isLuks(path)) {
            return new DiskCheck(LuksCheck.findings(path, keys));
        }
        List<Finding> findings = new ArrayList<>();
        try (VirtualDisk disk = VirtualDisk.open(path, Access.READ_ONLY)) {
            disk.checkStructure().forEach(finding -> findings.add(structure(finding)));
            for (VirtualDisk link : EncryptedChain.links(disk)) {
                encryption(link, keys).forEach(finding -> findings.add(named(finding, link, disk)));
            }
            chainOperation(disk).or(() -> mixture(disk)).ifPresent(findings::add);
        } catch (VmdkFormatException | StaleChildException e) {
            findings.add(found(Severity.DAMAGED, e));
        }
        return new DiskCheck(findings);
    }

    /**
     * Takes the content of an encrypted disk for good as it is, although a program that knows nothing of the encryption
     * wrote to it. Sectors that it wrote read as garbage; nothing can tell which.
     *
     * @param path an encrypted disk
     * @return whether there were such writes
     * @throws DiskRefusedException if it is not encrypted, its envelope is not its own, or an operation is unfinished
     * @throws IOException if it is in use, damaged, or cannot be read or written
     */
    public static boolean acceptForeignWrites(Path path) throws IOException {
        try (VirtualDisk disk = VirtualDisk.open(path, Access.READ_WRITE)) {
            EncryptionLines lines = EncryptionLines.of(disk.descriptor());
            EnvelopeMatch.require(disk, lines, lines.requireEnvelope(path).header());
            boolean foreignWrites = lines.hasForeignWrites(disk.descriptor());
            if (foreignWrites) {
                disk.updateDescriptor(EncryptionLines::acceptCid);
            }
            return foreignWrites;
        }
    }

    /**
     * Repairs the redundant grain directories of a disk, of it alone and not of those below: the damaged one of the two is
     * written anew from the sound one. Nothing else is touched, and nothing guessed.
     *
     * @param path a VMDK descriptor or sparse file
     * @return what was done, one line each; empty if there was nothing to do
     * @throws org.sectorkeep.vmdk.VmdkFormatException if more is damaged than that; nothing is changed then
     * @throws org.sectorkeep.vmdk.DiskInUseException if another program, or this one, has the disk open
     * @throws IOException if a file cannot be read or written
     */
    public static List<String> repair(Path path) throws IOException {
        return DiskRepair.repairDirectories(path);
    }

    /**
     * The worst that was found.
     *
     * @return {@link Severity#INFO} if nothing was
     */
    public Severity worst() {
        return findings.stream().map(Finding::severity).min(Enum::compareTo).orElse(Severity.INFO);
    }

    /** A finding about a disk below names it. */
    private static Finding named(Finding finding, VirtualDisk link, VirtualDisk top) {
        return link == top ? finding : new Finding(finding.severity(), "'" + link.path() + "': " + finding.message());
    }

    /** In the middle of one a chain is mixed. */
    private static Optional<Finding> chainOperation(VirtualDisk disk) throws IOException {
        EncryptionLines lines = EncryptionLines.of(disk.descriptor());
        if (lines.operation().isPresent()) {
            return Optional.empty(); // a finding of the disk itself
        }
        try {
            return UnfinishedOperation.of(disk, lines)
                    .map(operation -> new Finding(Severity.UNFINISHED, operation.text()));
        } catch (DiskRefusedException e) {
            return Optional.of(found(Severity.DAMAGED, e));
        }
    }

    private static Optional<Finding> mixture(VirtualDisk disk) {
        try {
            EncryptedChain.refuseMixed(disk);
            return Optional.empty();
        } catch (MixedChainException e) {
            return Optional.of(found(Severity.DAMAGED, e));
        } catch (DiskRefusedException e) {
            return Optional.empty(); // an unfinished operation, which is a finding already
        }
    }

    private static Finding structure(StructureFinding finding) {
        Severity severity = switch (finding.severity()) {
            case DAMAGED -> Severity.DAMAGED;
            case OUT_OF_STEP -> Severity.WARNING;
            case NOTE -> Severity.INFO;
        };
        return new Finding(severity, finding.text());
    }

    private static List<Finding> encryption(VirtualDisk disk, Optional<HostKeys> keys) throws IOException {
        EncryptionLines lines = EncryptionLines.of(disk.descriptor());
        List<Finding> findings = new ArrayList<>();
        if (lines.isPresent() && lines.operation().isEmpty() && lines.hasForeignWrites(disk.descriptor())) {
            findings.add(
                    new Finding(
                            Severity.DAMAGED,
                            "a program that does not know the encryption wrote to the disk: it opens read-only until accepted"));
        }
        try {
            Envelope envelope = lines.requireEnvelope(disk.path());
            EnvelopeMatch.require(disk, lines, envelope.header());
            findings.add(keys.isPresent() ? opening(disk.path(), envelope, keys.get()) : namedKey(envelope));
        } catch (NotEncryptedException e) {
            findings.add(new Finding(Severity.INFO, "not encrypted"));
        } catch (UnfinishedOperationException e) {
            findings.add(found(Severity.UNFINISHED, e));
        } catch (DiskRefusedException | EnvelopeFormatException e) {
            findings.add(found(Severity.DAMAGED, e));
        }
        return findings;
    }

    static Finding opening(Path disk, Envelope envelope, HostKeys keys) throws IOException {
        try {
            DiskUnlocking.anyDisk(keys).unwrap(disk, envelope).close();
            return new Finding(
                    Severity.INFO,
                    "the envelope opens with the KEK " + envelope.header().keyId());
        } catch (EnvelopeAuthenticationException e) {
            return found(Severity.DAMAGED, e);
        } catch (KeyUnavailableException e) {
            return new Finding(
                    Severity.KEY_UNAVAILABLE, "whether the envelope opens could not be tried: " + e.getMessage());
        }
    }

    static Finding found(Severity severity, IOException failure) {
        return new Finding(severity, String.valueOf(failure.getMessage()));
    }

    static Finding namedKey(Envelope envelope) {
        return new Finding(
                Severity.INFO, "the envelope names the KEK " + envelope.header().keyId());
    }
}
