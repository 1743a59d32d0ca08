// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * One grain table in memory: the entries as others of this process see them, which of them have still to reach the file,
 * and which grains are being written for the first time. Entries are read without a lock; changes hold the monitor.
 */
final class GrainTable {
    private final AtomicIntegerArray entries;
    private final int grainSectors;
    private final boolean zeroedGrains;

    private final BitSet reserved;
    private boolean dirty;
    private boolean beingWritten;
    private boolean evicted;
    private volatile boolean used = true;

    GrainTable(int[] entries, int grainSectors, boolean zeroedGrains) {
        this.entries = new AtomicIntegerArray(entries);
        this.grainSectors = grainSectors;
        this.zeroedGrains = zeroedGrains;
        this.reserved = new BitSet(entries.length);
    }

    /** Entries that go on as the first: alike, or one sector after the other. */
    record Run(GrainEntry first, int count) {}

    /** The run from {@code index} on, not beyond {@code limit}. */
    Run run(int index, int limit) {
        int first = entries.get(index);
        long step = isStored(first) ? grainSectors : 0;
        long expected = Sectors.ofEntry(first) + step;
        int next = index + 1;
        while (next < limit && Sectors.ofEntry(entries.get(next)) == expected) {
            next++;
            expected += step;
        }
        return new Run(GrainEntry.of(first, zeroedGrains), next - index);
    }

    GrainEntry entry(int index) {
        return GrainEntry.of(entries.get(index), zeroedGrains);
    }

    AllocatedRange.Kind kind(int index) {
        return kindOf(entries.get(index));
    }

    /** How many entries from {@code index} up to {@code limit} are of one kind, wherever they are stored; may be 0. */
    int runOfKind(AllocatedRange.Kind kind, int index, int limit) {
        int next = index;
        while (next < limit && kindOf(entries.get(next)) == kind) {
            next++;
        }
        return next - index;
    }

    private AllocatedRange.Kind kindOf(int raw) {
        if (isStored(raw)) {
            return AllocatedRange.Kind.DATA;
        }
        return raw == GrainEntry.RAW_ZERO ? AllocatedRange.Kind.ZERO : AllocatedRange.Kind.UNALLOCATED;
    }

    private boolean isStored(int raw) {
        return raw != GrainEntry.RAW_UNALLOCATED && !(raw == GrainEntry.RAW_ZERO && zeroedGrains);
    }

    /**
     * Takes up to {@code max} grains without space, from {@code index} on, for the caller to write first. Waits while
     * another thread is writing the first of them. Answers how many: 0 if there is space by now, -1 if this table has
     * left the cache and must be looked up again.
     */
    synchronized int reserve(int index, int max) {
        awaitNotReserved(index, index + 1);
        if (evicted) {
            return -1;
        }
        int next = index;
        while (next < index + max && !isStored(entries.get(next)) && !reserved.get(next)) {
            next++;
        }
        reserved.set(index, next);
        return next - index;
    }

    /** The reserved grains have been written from {@code firstSector} on: points to them. True if now first dirty. */
    synchronized boolean place(int index, int count, long firstSector) {
        for (int i = 0; i < count; i++) {
            entries.set(index + i, (int) (firstSector + (long) i * grainSectors));
        }
        reserved.clear(index, index + count);
        notifyAll();
        return markDirty();
    }

    /** The reserved grains could not be written: they stay without space. */
    synchronized void abandon(int index, int count) {
        reserved.clear(index, index + count);
        notifyAll();
    }

    enum Discarded {
        UNCHANGED,
        CHANGED,
        FIRST_CHANGE,
        EVICTED
    }

    /** Points {@code count} entries nowhere. */
    Discarded discard(int index, int count) {
        int nowhere = zeroedGrains ? GrainEntry.RAW_ZERO : GrainEntry.RAW_UNALLOCATED;
        return replace(index, count, this::isStored, nowhere);
    }

    /** Marks {@code count} entries as zeroes, which needs a file that may have such marks. */
    Discarded hide(int index, int count) {
        return replace(index, count, raw -> raw != GrainEntry.RAW_ZERO, GrainEntry.RAW_ZERO);
    }

    private synchronized Discarded replace(int index, int count, IntPredicate condition, int value) {
        awaitNotReserved(index, index + count);
        if (evicted) {
            return Discarded.EVICTED;
        }
        boolean changed = false;
        for (int i = index; i < index + count; i++) {
            if (condition.test(entries.get(i))) {
                entries.set(i, value);
                changed = true;
            }
        }
        if (!changed) {
            return Discarded.UNCHANGED;
        }
        return markDirty() ? Discarded.FIRST_CHANGE : Discarded.CHANGED;
    }

    /** Deaf to interrupts: the writer waited for is inside a system call and done soon. */
    private void awaitNotReserved(int index, int limit) {
        boolean interrupted = false;
        int next = reserved.nextSetBit(index);
        while (next >= 0 && next < limit) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            next = reserved.nextSetBit(index);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean markDirty() {
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    /** The entries to be written, or null if the file has them all. Until {@link #written} this table stays cached. */
    synchronized int @Nullable [] takeDirty() {
        if (!dirty) {
            return null;
        }
        dirty = false;
        beingWritten = true;
        int[] snapshot = new int[entries.length()];
        for (int i = 0; i < snapshot.length; i++) {
            snapshot[i] = entries.get(i);
        }
        return snapshot;
    }

    synchronized void written() {
        beingWritten = false;
    }

    void touch() {
        if (!used) {
            used = true;
        }
    }

    /** Second chance: a table used since the last round stays, as does one that is not in the file as it is here. */
    synchronized boolean tryEvict() {
        if (used) {
            used = false;
            return false;
        }
        evicted = !dirty && !beingWritten && reserved.isEmpty();
        return evicted;
    }
}
