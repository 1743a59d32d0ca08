// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * How far a disk is rewritten while others use it: below the frontier it has its new form, above it the old one. The
 * window that is being rewritten lies on the frontier: nobody writes to it until a record says that it is done, and
 * nobody reads it while its content is replaced.
 *
 * <p>Thread-safe; one thread moves the frontier.
 */
public final class Frontier {
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Passage> passages = new ArrayList<>();
    private long frontierBytes;
    private long claimedBytes;
    private boolean replacing;
    private boolean unforcedWrites;
    private boolean broken;

    /** What a call does with a range. */
    public enum Use {
        READ,
        WRITE
    }

    /** What a range is stored as. */
    public enum Form {
        OLD,
        NEW
    }

    /**
     * A range that is being used; it keeps its form until it is left.
     *
     * @param lengthBytes at least 1, often less than was asked for
     */
    public record Passage(Use use, Form form, long offsetBytes, long lengthBytes) {
        private boolean reaches(long fromBytes, long toBytes) {
            return offsetBytes < toBytes && offsetBytes + lengthBytes > fromBytes;
        }
    }

    /** Takes as much of a range as has one form, waiting for the window if it starts there. */
    public Passage enter(Use use, long offsetBytes, long lengthBytes) throws IOException {
        lock.lock();
        try {
            while (!broken && isClosed(use, offsetBytes)) {
                changed.awaitUninterruptibly();
            }
            if (broken) {
                throw new IOException("the operation in place failed: the disk must be opened again");
            }
            Passage passage = passage(use, offsetBytes, lengthBytes);
            passages.add(passage);
            return passage;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed(Use use, long offsetBytes) {
        return (use == Use.WRITE || replacing) && offsetBytes >= frontierBytes && offsetBytes < claimedBytes;
    }

    private Passage passage(Use use, long offsetBytes, long lengthBytes) {
        return offsetBytes < frontierBytes
                ? new Passage(use, Form.NEW, offsetBytes, Math.min(lengthBytes, frontierBytes - offsetBytes))
                : new Passage(use, Form.OLD, offsetBytes, lengthBytes);
    }

    /** Says that the call is done with the range, whatever came of it. */
    public void leave(Passage passage) {
        lock.lock();
        try {
            passages.remove(passage);
            unforcedWrites |= passage.use() == Use.WRITE;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long offsetBytes() {
        lock.lock();
        try {
            return frontierBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Finds where a window ends. */
    interface Plan {
        long endBytes() throws IOException;
    }

    /** Lets nobody write above the frontier while a window is planned, then nobody in the window. */
    void claim(Plan plan) throws IOException {
        moveClaim(Long.MAX_VALUE);
        await(passage -> passage.use() == Use.WRITE && passage.reaches(frontierBytes, Long.MAX_VALUE));
        moveClaim(plan.endBytes());
    }

    private void moveClaim(long endBytes) {
        lock.lock();
        try {
            claimedBytes = endBytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether something was written since this was last asked. */
    boolean takeUnforcedWrites() {
        lock.lock();
        try {
            boolean taken = unforcedWrites;
            unforcedWrites = false;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody read the window from now on, and waits for who does. */
    void replace() {
        lock.lock();
        try {
            replacing = true;
        } finally {
            lock.unlock();
        }
        await(passage -> passage.reaches(frontierBytes, claimedBytes));
    }

    /** Puts the frontier to a place below which all has its new form for certain. */
    void release(long offsetBytes) {
        lock.lock();
        try {
            frontierBytes = offsetBytes;
            claimedBytes = offsetBytes;
            replacing = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Fails all who wait, and all who come: what the window holds is for a resumed operation to find out. */
    void breakOff() {
        lock.lock();
        try {
            broken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await(Predicate<Passage> inTheWay) {
        lock.lock();
        try {
            while (passages.stream().anyMatch(inTheWay)) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
