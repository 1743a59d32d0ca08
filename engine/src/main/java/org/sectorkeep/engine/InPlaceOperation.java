// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.engine.internal.inplace.Journal;
import org.sectorkeep.engine.internal.inplace.JournalHeader;
import org.sectorkeep.engine.internal.inplace.OperationId;
import org.sectorkeep.engine.internal.inplace.OperationKind;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.vmdk.SideFile;
import org.sectorkeep.vmdk.VmdkDescriptor;

/**
 * One operation on one disk that is open and locked, from its journal to the descriptor that commits it, or from
 * wherever it was stopped.
 *
 * @param before the envelope of the old form; nothing if that is plain
 * @param after the envelope of the new form; nothing if that is plain
 */
record InPlaceOperation(
        InPlaceDisk target,
        OperationLine line,
        Optional<Envelope> before,
        Optional<Envelope> after,
        InPlaceOptions options) {
    static InPlaceOperation begin(
            InPlaceDisk target,
            OperationKind kind,
            Optional<Envelope> before,
            Optional<Envelope> after,
            InPlaceOptions options) {
        return new InPlaceOperation(target, new OperationLine(kind, OperationId.random()), before, after, options);
    }

    /** The operation that the descriptor names. */
    static InPlaceOperation unfinished(InPlaceDisk target, InPlaceOptions options) throws IOException {
        EncryptionLines lines = target.lines();
        OperationLine line =
                OperationLine.parse(target.path(), lines.operation().orElseThrow(() -> notNamed(target)));
        Envelope first = Envelope.ofBase64(lines.envelope().orElseThrow(() -> notNamed(target)));
        EnvelopeMatch.require(target.disk(), lines, first.header());
        if (lines.hasForeignWrites(target.descriptor())) {
            throw new ForeignWritesException("'" + target.path()
                    + "' was written to by another program in the middle of an operation: it cannot be finished");
        }
        Optional<Envelope> none = Optional.empty();
        return switch (line.kind()) {
            case ENCRYPT -> new InPlaceOperation(target, line, none, Optional.of(first), options);
            case DECRYPT -> new InPlaceOperation(target, line, Optional.of(first), none, options);
            case REKEY -> {
                Envelope next = Envelope.ofBase64(lines.nextEnvelope().orElseThrow(() -> notNamed(target)));
                EnvelopeMatch.require(target.disk(), lines, next.header());
                yield new InPlaceOperation(target, line, Optional.of(first), Optional.of(next), options);
            }
        };
    }

    private static DiskRefusedException notNamed(InPlaceDisk target) {
        return new DiskRefusedException(
                "'" + target.path() + "' has an unfinished operation, but not all lines that tell of it");
    }

    /** Makes the journal and says so in the descriptor. Up to the journal nothing is changed. */
    StartedOperation start(InPlaceMeans means) throws IOException {
        target.requireWritable();
        target.requireRoomFor(EncryptionLines.begin(target.untrackedDescriptor(), line, after));
        List<String> warnings = new ArrayList<>();
        if (target.isTracked()) {
            warnings.add("change tracking was dropped: the next incremental backup must be a full one");
        }
        long dataBytes = target.dataBytes();
        JournalHeader header = header(means.windowBytes(dataBytes, options.maxBytesPerSecond()), dataBytes);
        Destination.requireSpace(target.journalPath(), Journal.sizeBytes(header));
        StartedOperation started = StartedOperation.open(
                this,
                secrets(means),
                warnings,
                keys -> Journal.create(target.disk(), target.journalPath(), header, keys));
        try {
            VmdkDescriptor during = EncryptionLines.begin(target.untrackedDescriptor(), line, after);
            target.changeDescriptor(any -> during);
            return started;
        } catch (IOException e) {
            Closing.afterFailure(e, started);
            throw OperationStoppedException.by(e, target.path());
        } catch (RuntimeException e) {
            Closing.afterFailure(e, started);
            throw e;
        }
    }

    private OperationSecrets secrets(InPlaceMeans means) throws IOException {
        return OperationSecrets.open(means.keys(), target.path(), line.id(), before, after);
    }

    private JournalHeader header(int windowBytes, long dataBytes) {
        return new JournalHeader(
                line.kind(),
                options.resilience(),
                line.id(),
                windowBytes,
                target.disk().capacityBytes(),
                dataBytes,
                before.orElse(null),
                after.orElse(null));
    }

    /** Opens it where it was stopped. */
    StartedOperation reopen(InPlaceMeans means) throws IOException {
        if (!Files.exists(target.journalPath())) {
            throw new JournalFormatException(target.journalPath(), "it is missing, though the disk needs it");
        }
        SideFile file = target.disk().openSideFile(target.journalPath());
        try {
            Journal.Summary summary =
                    Journal.peek(file).orElseThrow(() -> new JournalFormatException(file.path(), "it is not whole"));
            requireMine(summary, file);
            return StartedOperation.open(
                    this, secrets(means), List.of(), keys -> Journal.open(file, summary.header(), keys));
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, file);
            throw e;
        }
    }

    private void requireMine(Journal.Summary summary, SideFile file) throws IOException {
        JournalHeader header = summary.header();
        boolean mine = header.id().equals(line.id())
                && header.kind() == line.kind()
                && Objects.equals(header.before(), before.orElse(null))
                && Objects.equals(header.after(), after.orElse(null));
        if (!mine) {
            throw new JournalFormatException(file.path(), "it is of another operation than the disk names");
        }
        long dataBytes = summary.isUsed() ? header.dataBytes() : target.dataBytes();
        if (header.capacityBytes() != target.disk().capacityBytes() || header.dataBytes() != dataBytes) {
            throw new DiskRefusedException("'" + target.path() + "' was changed in the middle of an operation: "
                    + header.dataBytes() + " bytes of content were stored, now there are " + dataBytes);
        }
    }
}
