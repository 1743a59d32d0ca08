// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.IOException;
import org.sectorkeep.engine.DiskChangedException;
import org.sectorkeep.engine.internal.inplace.RecordHeader.State;
import org.sectorkeep.vmdk.VirtualDisk;

/** The steps of which each run of an operation in place is made, and its count of records and of content. */
final class WindowWork {
    private final VirtualDisk disk;
    private final Journal journal;
    private final Protection protection;
    private final Conversion conversion;
    private final SectorMac.Calculator calculator;
    private long sequence;
    private long doneBytes;

    WindowWork(VirtualDisk disk, Journal journal, Conversion conversion) {
        this.disk = disk;
        this.journal = journal;
        this.protection = journal.protection();
        this.conversion = conversion;
        this.calculator = journal.keys().mac().calculator();
    }

    Window newWindow() {
        return new Window(journal.header(), protection);
    }

    /** How far the journal says the operation is, after the window that was being written then has been finished. */
    RecordHeader recover(Window window, Crew crew) throws IOException {
        RecordHeader last = journal.newest(window);
        if (last.state().isWindow()) {
            finish(last, window, crew);
        }
        sequence = last.sequence() + 1;
        doneBytes = last.doneAfterwardsBytes();
        return last;
    }

    private void finish(RecordHeader last, Window window, Crew crew) throws IOException {
        window.planBetween(disk, last.startBytes(), last.endBytes());
        if (window.dataBytes() != last.dataBytes()) {
            throw new DiskChangedException(last.startBytes() / SectorMac.PIECE_BYTES);
        }
        crew.start(window.slices(), (slice, each) -> {
            window.read(disk, slice);
            protection.finish(window, slice, conversion, each);
        });
        crew.await();
        window.writeBack(disk);
    }

    /** Begins to read and convert a window that is planned. */
    void start(Window window, Crew crew) {
        crew.start(window.slices(), (slice, each) -> {
            window.read(disk, slice);
            protection.protect(window, slice, conversion, each);
        });
    }

    /** Writes the record of a converted window. */
    void record(Window window, State state) throws IOException {
        byte[] summary = calculator.summary(window.payload().slice(0, protection.payloadBytes(window.dataBytes())));
        journal.append(window.header(sequence, state, doneBytes), window.record(), summary);
        sequence++;
    }

    /** Writes a window whose record is in the storage. */
    void replace(Window window) throws IOException {
        window.writeBack(disk);
        doneBytes += window.dataBytes();
    }

    /** Writes a record that all below a place is rewritten, and nothing under way. */
    void mark(State state, long offsetBytes, Window window) throws IOException {
        RecordHeader record = new RecordHeader(sequence, state, 0, offsetBytes, offsetBytes, doneBytes);
        journal.append(record, window.record(), new byte[0]);
        sequence++;
    }

    /**
     * Tells how far it is.
     *
     * @param aheadBytes what is to be rewritten yet at least; 0 at the end
     */
    void report(InPlaceRun.Monitor monitor, int aheadBytes) throws IOException {
        monitor.progress(
                doneBytes, Math.max(doneBytes + aheadBytes, journal.header().dataBytes()));
    }
}
