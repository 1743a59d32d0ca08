// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.sectorkeep.engine.internal.inplace.InPlaceRun;
import org.sectorkeep.engine.internal.inplace.Journal;
import org.sectorkeep.engine.internal.inplace.OnlineRun;
import org.sectorkeep.engine.internal.inplace.OperationKeys;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * An operation in place that has its journal and, in the descriptor, its line. From here on nothing is undone: what is
 * stopped or fails can be gone on with. The disk stays the caller's.
 *
 * @param warnings what the user should know of the beginning
 */
record StartedOperation(InPlaceOperation operation, Journal journal, OperationSecrets secrets, List<String> warnings)
        implements Closeable {
    /** Makes or opens a journal. */
    interface JournalSource {
        Journal open(OperationKeys keys) throws IOException;
    }

    /** Takes over the secrets, which are closed if the journal cannot be had. */
    static StartedOperation open(
            InPlaceOperation operation, OperationSecrets secrets, List<String> warnings, JournalSource journals)
            throws IOException {
        boolean opened = false;
        try {
            StartedOperation started =
                    new StartedOperation(operation, journals.open(secrets.keys()), secrets, warnings);
            opened = true;
            return started;
        } finally {
            if (!opened) {
                secrets.close();
            }
        }
    }

    /** Does all that is left, on a disk that nobody uses. */
    InPlaceResult run() throws IOException {
        return stoppable(() -> {
            new InPlaceRun(disk(), journal, secrets.conversion(), monitor(() -> false)).run();
            return commit();
        });
    }

    /** For a disk that is used meanwhile: only what must be done before. The run stops when it is told to. */
    OnlineRun online(BooleanSupplier stop) throws IOException {
        return new OnlineRun(disk(), journal, secrets.conversion(), monitor(stop));
    }

    /** Does all that is left, on a disk that is used meanwhile. */
    InPlaceResult run(OnlineRun online) throws IOException {
        return stoppable(() -> {
            online.run();
            return commit();
        });
    }

    private VirtualDisk disk() {
        return operation.target().disk();
    }

    private InPlaceResult commit() throws IOException {
        InPlaceDisk target = operation.target();
        long dataBytes = journal.dataBytes();
        target.changeDescriptor(found -> EncryptionLines.finish(found, operation.line()));
        journal.close();
        target.disk().removeSideFile(target.journalPath());
        return new InPlaceResult(target.path(), operation.after(), dataBytes, warnings);
    }

    private InPlaceRun.Monitor monitor(BooleanSupplier stop) {
        InPlaceOptions options = operation.options();
        ProgressListener progress = options.progress();
        BooleanSupplier cancelled = () -> stop.getAsBoolean() || progress.isCancelled();
        Throttle throttle = new Throttle(options.maxBytesPerSecond(), cancelled);
        return (doneBytes, totalBytes) -> {
            progress.progress(doneBytes, totalBytes);
            if (doneBytes < totalBytes) {
                throttle.pace(doneBytes);
                if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                    throw OperationStoppedException.asTold(operation.target().path());
                }
            }
        };
    }

    private interface Step {
        InPlaceResult run() throws IOException;
    }

    private InPlaceResult stoppable(Step step) throws IOException {
        try {
            return step.run();
        } catch (DiskRefusedException | OperationStoppedException e) {
            throw e;
        } catch (IOException e) {
            throw OperationStoppedException.by(e, operation.target().path());
        }
    }

    @Override
    public void close() throws IOException {
        try (secrets) {
            journal.close();
        }
    }
}
