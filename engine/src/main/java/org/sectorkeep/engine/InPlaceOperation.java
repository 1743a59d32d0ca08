// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.engine.internal.inplace.InPlaceRun;
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

    /** Does all of it. Up to the journal nothing is changed. */
    InPlaceResult runFromStart(InPlaceMeans means) throws IOException {
        target.requireWritable();
        VmdkDescriptor during = EncryptionLines.begin(target.untrackedDescriptor(), line, after);
        target.requireRoomFor(during);
        List<String> warnings = new ArrayList<>();
        if (target.isTracked()) {
            warnings.add("change tracking was dropped: the next incremental backup must be a full one");
        }
        JournalHeader header = header(means.windowBytes(), target.dataBytes());
        Destination.requireSpace(target.journalPath(), Journal.sizeBytes(header));
        try (OperationSecrets secrets = OperationSecrets.open(means.keys(), target.path(), line.id(), before, after);
                Journal journal = Journal.create(target.disk(), target.journalPath(), header, secrets.keys())) {
            return stoppable(() -> {
                target.replaceDescriptor(during);
                return finish(journal, secrets, warnings);
            });
        }
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

    /** Goes on where it was stopped. */
    InPlaceResult goOn(InPlaceMeans means) throws IOException {
        if (!Files.exists(target.journalPath())) {
            throw new JournalFormatException(target.journalPath(), "it is missing, though the disk needs it");
        }
        try (SideFile file = target.disk().openSideFile(target.journalPath())) {
            JournalHeader header = Journal.peek(file)
                    .orElseThrow(() -> new JournalFormatException(file.path(), "it is not whole"))
                    .header();
            requireMine(header, file);
            try (OperationSecrets secrets =
                    OperationSecrets.open(means.keys(), target.path(), line.id(), before, after)) {
                Journal journal = Journal.open(file, header, secrets.keys());
                return stoppable(() -> finish(journal, secrets, List.of()));
            }
        }
    }

    private void requireMine(JournalHeader header, SideFile file) throws IOException {
        boolean mine = header.id().equals(line.id())
                && header.kind() == line.kind()
                && Objects.equals(header.before(), before.orElse(null))
                && Objects.equals(header.after(), after.orElse(null));
        if (!mine) {
            throw new JournalFormatException(file.path(), "it is of another operation than the disk names");
        }
        long dataBytes = target.dataBytes();
        if (header.capacityBytes() != target.disk().capacityBytes() || header.dataBytes() != dataBytes) {
            throw new DiskRefusedException("'" + target.path() + "' was changed in the middle of an operation: "
                    + header.dataBytes() + " bytes of content were stored, now there are " + dataBytes);
        }
    }

    private InPlaceResult finish(Journal journal, OperationSecrets secrets, List<String> warnings) throws IOException {
        long dataBytes = journal.dataBytes();
        new InPlaceRun(target.disk(), journal, secrets.conversion(), monitor()).run();
        target.replaceDescriptor(EncryptionLines.finish(target.descriptor(), line));
        journal.close();
        target.disk().removeSideFile(target.journalPath());
        return new InPlaceResult(target.path(), after, dataBytes, warnings);
    }

    private InPlaceRun.Monitor monitor() {
        Throttle throttle = new Throttle(options);
        ProgressListener progress = options.progress();
        return (doneBytes, totalBytes) -> {
            progress.progress(doneBytes, totalBytes);
            if (doneBytes < totalBytes) {
                throttle.pace(doneBytes);
                if (progress.isCancelled() || Thread.currentThread().isInterrupted()) {
                    throw OperationStoppedException.asTold(target.path());
                }
            }
        };
    }

    private interface Step {
        InPlaceResult run() throws IOException;
    }

    /** From here on nothing is undone: what fails can be gone on with. */
    private InPlaceResult stoppable(Step step) throws IOException {
        try {
            return step.run();
        } catch (DiskRefusedException | OperationStoppedException e) {
            throw e;
        } catch (IOException e) {
            throw OperationStoppedException.by(e, target.path());
        }
    }
}
