// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.IOException;
import org.sectorkeep.engine.internal.inplace.RecordHeader.State;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Rewrites a disk that nobody else uses window by window, from wherever its journal says it is. While one window is
 * written and forced, the next one is read, converted and its MACs are made by other threads.
 */
public final class InPlaceRun {
    private final VirtualDisk disk;
    private final Journal journal;
    private final Monitor monitor;
    private final WindowWork work;
    private Window current;
    private Window next;

    public InPlaceRun(VirtualDisk disk, Journal journal, Conversion conversion, Monitor monitor) {
        this.disk = disk;
        this.journal = journal;
        this.monitor = monitor;
        this.work = new WindowWork(disk, journal, conversion);
        this.current = work.newWindow();
        this.next = work.newWindow();
    }

    /** Is told of progress after each window; what it throws stops the run there. */
    @FunctionalInterface
    public interface Monitor {
        void progress(long doneBytes, long totalBytes) throws IOException;
    }

    /** Runs to the end; what remains is to replace the descriptor. */
    public void run() throws IOException {
        try (Crew crew = new Crew(journal.keys().mac())) {
            RecordHeader last = work.recover(current, crew);
            boolean used = last.state().isUsed(); // once true it must stay so in all records
            work.report(monitor, 0);
            if (!last.state().isRewritten()) {
                rewriteFrom(last.endBytes(), used ? State.USED_WINDOW : State.WINDOW, crew);
                work.mark(used ? State.USED_REWRITTEN : State.REWRITTEN, disk.capacityBytes(), current);
            }
        }
    }

    private void rewriteFrom(long offsetBytes, State state, Crew crew) throws IOException {
        prepare(current, offsetBytes, crew);
        while (!current.isEmpty()) {
            crew.await();
            prepare(next, current.endBytes(), crew);
            work.record(current, state);
            work.replace(current);
            Window written = current;
            current = next;
            next = written;
            work.report(monitor, current.dataBytes());
        }
        crew.await();
    }

    private void prepare(Window window, long offsetBytes, Crew crew) throws IOException {
        window.plan(disk, offsetBytes);
        work.start(window, crew);
    }
}
