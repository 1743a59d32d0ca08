// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeFormatException;
import org.sectorkeep.vmdk.VmdkDescriptor;

/**
 * The lines of a descriptor that make a disk an encrypted one; {@code docs/on-disk-format.md} defines them. This is the
 * only class that reads or writes them.
 *
 * @param envelope the wrapped DEK
 * @param diskId the disk the descriptor says it is, as it stands there
 * @param lastCid the CID as we left it, as it stands there
 * @param operation the unfinished operation in place
 * @param nextEnvelope the envelope that takes the other's place when a rekey in place is finished
 */
record EncryptionLines(
        Optional<String> envelope,
        Optional<String> diskId,
        Optional<String> lastCid,
        Optional<String> operation,
        Optional<String> nextEnvelope) {
    private static final String ENVELOPE = "sectorkeep.envelope";
    private static final String DISK_ID = "sectorkeep.diskId";
    private static final String LAST_CID = "sectorkeep.lastCid";
    private static final String OPERATION = "sectorkeep.operation";
    private static final String NEXT_ENVELOPE = "sectorkeep.nextEnvelope";
    private static final int CID_DIGITS = 8;
    private static final List<String> ALL = List.of(ENVELOPE, DISK_ID, LAST_CID, OPERATION, NEXT_ENVELOPE);

    static EncryptionLines of(VmdkDescriptor descriptor) {
        return new EncryptionLines(
                descriptor.value(ENVELOPE),
                descriptor.value(DISK_ID),
                descriptor.value(LAST_CID),
                descriptor.value(OPERATION),
                descriptor.value(NEXT_ENVELOPE));
    }

    /** Refuses a disk that is encrypted, or half-way to or from it. */
    static void requirePlain(Path disk, VmdkDescriptor descriptor) throws DiskRefusedException {
        of(descriptor).refuseUnfinished(disk);
        if (of(descriptor).isPresent()) {
            throw new AlreadyEncryptedException("'" + disk + "' is encrypted already");
        }
    }

    /** The envelope of a disk that must be encrypted and whole. */
    Envelope requireEnvelope(Path disk) throws DiskRefusedException, EnvelopeFormatException {
        refuseUnfinished(disk);
        if (envelope.isPresent()) {
            return Envelope.ofBase64(envelope.get());
        }
        if (isPresent()) {
            throw new DiskRefusedException("'" + disk + "' is encrypted, but its line '" + ENVELOPE + "' is missing");
        }
        throw new NotEncryptedException("'" + disk + "' is not encrypted");
    }

    boolean isPresent() {
        return envelope.isPresent() || diskId.isPresent() || lastCid.isPresent() || isUnfinished();
    }

    private boolean isUnfinished() {
        return operation.isPresent() || nextEnvelope.isPresent();
    }

    /** Whether a program that does not know these lines gave the disk a new CID. */
    boolean hasForeignWrites(VmdkDescriptor descriptor) {
        return !lastCid.map(last -> last.equals(hex(descriptor.cid()))).orElse(false);
    }

    /** The descriptor with an envelope, as one whose content is as we left it. */
    static VmdkDescriptor put(VmdkDescriptor descriptor, Envelope envelope) {
        return acceptCid(restore(descriptor, envelope));
    }

    /** The descriptor with an envelope from a backup; whether the content is as we left it stays as known or unknown. */
    static VmdkDescriptor restore(VmdkDescriptor descriptor, Envelope envelope) {
        return descriptor.with(DISK_ID, envelope.header().diskId().hex()).with(ENVELOPE, envelope.toBase64());
    }

    /** The descriptor with lines as long as any can be: whether there is room for what will come. */
    static VmdkDescriptor withLongest(VmdkDescriptor descriptor) {
        String longest = Base64.getEncoder().encodeToString(new byte[Envelope.MAX_BYTES]);
        return acceptCid(
                descriptor.with(DISK_ID, "0".repeat(2 * DiskId.LENGTH_BYTES)).with(ENVELOPE, longest));
    }

    /** The descriptor with its CID as the one we left. */
    static VmdkDescriptor acceptCid(VmdkDescriptor descriptor) {
        return descriptor.with(LAST_CID, hex(descriptor.cid()));
    }

    /** The same, but a plain disk's descriptor stays as it is. */
    static VmdkDescriptor acceptCidOfEncrypted(VmdkDescriptor descriptor) {
        return of(descriptor).isPresent() ? acceptCid(descriptor) : descriptor;
    }

    /**
     * The descriptor of a disk on which an operation is under way.
     *
     * @param next the envelope that the disk will have; nothing when decrypting
     */
    static VmdkDescriptor begin(VmdkDescriptor descriptor, OperationLine operation, Optional<Envelope> next) {
        VmdkDescriptor with = switch (operation.kind()) {
            case ENCRYPT -> put(descriptor, next.orElseThrow());
            case DECRYPT -> descriptor;
            case REKEY -> descriptor.with(NEXT_ENVELOPE, next.orElseThrow().toBase64());
        };
        return with.with(OPERATION, operation.text());
    }

    /** The descriptor of a disk whose operation has rewritten all of it. */
    static VmdkDescriptor finish(VmdkDescriptor descriptor, OperationLine operation) {
        VmdkDescriptor with = switch (operation.kind()) {
            case ENCRYPT -> descriptor;
            case DECRYPT -> remove(descriptor);
            case REKEY ->
                descriptor
                        .with(ENVELOPE, descriptor.value(NEXT_ENVELOPE).orElseThrow())
                        .without(NEXT_ENVELOPE);
        };
        return with.without(OPERATION);
    }

    /** The descriptor with another envelope of the same disk; its content stays as known or unknown. */
    static VmdkDescriptor replaceEnvelope(VmdkDescriptor descriptor, Envelope envelope) {
        return descriptor.with(ENVELOPE, envelope.toBase64());
    }

    static VmdkDescriptor remove(VmdkDescriptor descriptor) {
        VmdkDescriptor without = descriptor;
        for (String key : ALL) {
            without = without.without(key);
        }
        return without;
    }

    void refuseUnfinished(Path disk) throws UnfinishedOperationException {
        if (isUnfinished()) {
            throw new UnfinishedOperationException(
                    "'" + disk + "' has an unfinished operation: '" + operation.orElse("unknown") + "'");
        }
    }

    private static String hex(long cid) {
        return HexFormat.of().toHexDigits(cid, CID_DIGITS);
    }
}
