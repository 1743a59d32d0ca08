// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.IOException;
import org.sectorkeep.engine.internal.inplace.RecordHeader.State;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Rewrites a disk window by window while others use it. The window is closed to writes from before it is read until a
 * record after it is in the storage, so that a resumed operation never meets content that its record does not know; and
 * what was written to it before is forced before its record is.
 */
public final class OnlineRun {
    /** Who uses the disk waits for a window: it is kept smaller than one that nobody waits for. */
    private static final int MOST_BYTES = 4 << 20;

    private final VirtualDisk disk;
    private final Journal journal;
    private final InPlaceRun.Monitor monitor;
    private final WindowWork work;
    private final Window window;
    private final Frontier frontier = new Frontier();

    /** Finishes the window that was being written when the operation was stopped, if there is one. */
    public OnlineRun(VirtualDisk disk, Journal journal, Conversion conversion, InPlaceRun.Monitor monitor)
            throws IOException {
        this.disk = disk;
        this.journal = journal;
        this.monitor = monitor;
        this.work = new WindowWork(disk, journal, conversion);
        this.window = work.newWindow();
        try (Crew crew = new Crew(journal.keys().mac())) {
            RecordHeader last = work.recover(window, crew);
            work.mark(stateAt(last.endBytes()), last.endBytes(), window);
            frontier.release(last.endBytes());
        }
    }

    /** Through which all others must go to the disk. */
    public Frontier frontier() {
        return frontier;
    }

    /** Goes on to the end, or until the monitor stops it; then it may be called again. */
    public void run() throws IOException {
        try (Crew crew = new Crew(journal.keys().mac())) {
            while (frontier.offsetBytes() < disk.capacityBytes()) {
                work.report(monitor, SectorMac.PIECE_BYTES);
                advance(crew);
            }
            work.report(monitor, 0);
        }
    }

    private State stateAt(long offsetBytes) {
        return offsetBytes == disk.capacityBytes() ? State.USED_REWRITTEN : State.USED_WINDOW;
    }

    private void advance(Crew crew) throws IOException {
        boolean advanced = false;
        try {
            frontier.claim(() -> {
                window.planAtMost(disk, frontier.offsetBytes(), MOST_BYTES);
                return window.endBytes();
            });
            rewrite(crew);
            work.mark(stateAt(window.endBytes()), window.endBytes(), window);
            frontier.release(window.endBytes());
            advanced = true;
        } finally {
            if (!advanced) {
                frontier.breakOff();
            }
        }
    }

    private void rewrite(Crew crew) throws IOException {
        if (window.isEmpty()) {
            return;
        }
        work.start(window, crew);
        crew.await();
        if (frontier.takeUnforcedWrites()) {
            disk.flush();
        }
        work.record(window, State.USED_WINDOW);
        frontier.replace();
        work.replace(window);
    }
}
