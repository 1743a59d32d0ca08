// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.IOException;
import org.sectorkeep.engine.DiskChangedException;
import org.sectorkeep.engine.internal.inplace.RecordHeader.State;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Rewrites a disk window by window, from wherever its journal says it is. While one window is written and forced, the
 * next one is read, converted and its MACs are made by other threads.
 */
public final class InPlaceRun {
    private final VirtualDisk disk;
    private final Journal journal;
    private final Protection protection;
    private final Conversion conversion;
    private final Monitor monitor;
    private final SectorMac.Calculator calculator;
    private Window current;
    private Window next;
    private long sequence;
    private long doneBytes;

    public InPlaceRun(VirtualDisk disk, Journal journal, Conversion conversion, Monitor monitor) {
        this.disk = disk;
        this.journal = journal;
        this.protection = journal.protection();
        this.conversion = conversion;
        this.monitor = monitor;
        this.calculator = journal.keys().mac().calculator();
        this.current = new Window(journal.header(), protection);
        this.next = new Window(journal.header(), protection);
    }

    /** Is told of progress after each window; what it throws stops the run there. */
    @FunctionalInterface
    public interface Monitor {
        void progress(long doneBytes, long totalBytes) throws IOException;
    }

    /** Runs to the end; what remains is to replace the descriptor. */
    public void run() throws IOException {
        try (Crew crew = new Crew(journal.keys().mac())) {
            RecordHeader last = journal.newest(current);
            if (last.state() == State.WINDOW) {
                finish(last, crew);
            }
            sequence = last.sequence() + 1;
            doneBytes = last.doneAfterwardsBytes();
            monitor.progress(doneBytes, totalBytes());
            if (last.state() != State.REWRITTEN) {
                rewriteFrom(last.endBytes(), crew);
                journal.append(
                        new RecordHeader(
                                sequence, State.REWRITTEN, 0, disk.capacityBytes(), disk.capacityBytes(), doneBytes),
                        current.record(),
                        new byte[0]);
            }
        }
    }

    private long totalBytes() {
        return journal.header().dataBytes();
    }

    /** Rewrites the whole window that was being written. */
    private void finish(RecordHeader last, Crew crew) throws IOException {
        current.plan(disk, last.startBytes(), last.endBytes());
        if (current.dataBytes() != last.dataBytes()) {
            throw new DiskChangedException(last.startBytes() / SectorMac.PIECE_BYTES);
        }
        crew.start(current.slices(), (slice, calculator) -> {
            current.read(disk, slice);
            protection.finish(current, slice, conversion, calculator);
        });
        crew.await();
        current.writeBack(disk);
    }

    private void rewriteFrom(long offsetBytes, Crew crew) throws IOException {
        prepare(current, offsetBytes, crew);
        while (!current.isEmpty()) {
            crew.await();
            prepare(next, current.endBytes(), crew);
            write(current);
            Window written = current;
            current = next;
            next = written;
            monitor.progress(doneBytes, totalBytes());
        }
        crew.await();
    }

    private void prepare(Window window, long offsetBytes, Crew crew) throws IOException {
        window.plan(disk, offsetBytes);
        crew.start(window.slices(), (slice, calculator) -> {
            window.read(disk, slice);
            protection.protect(window, slice, conversion, calculator);
        });
    }

    private void write(Window window) throws IOException {
        byte[] summary =
                protection.summary(window.payload().slice(0, protection.payloadBytes(window.dataBytes())), calculator);
        journal.append(window.header(sequence, doneBytes), window.record(), summary);
        window.writeBack(disk);
        sequence++;
        doneBytes += window.dataBytes();
    }
}
