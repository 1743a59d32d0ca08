// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.RandomFile;

/**
 * The grain tables of one sparse extent, primary and redundant. Changed tables are kept back and written in batches, so
 * that a crash finds either no pointer or a pointer to what was forced before:
 *
 * <ol>
 *   <li>the changed tables are copied, then the file is forced: every grain they point to is in the storage;
 *   <li>the copies are written, first the primary tables, then the redundant ones, and forced;
 *   <li>directory entries of tables that had no place yet are written and forced, the primary ones before the redundant
 *       ones are: a table that only the redundant directory has is then damage, and not what a crash left.
 * </ol>
 */
final class GrainTables {
    /** Changed tables that are kept back at most (about; the writer that finds more writes them out). */
    private static final int MAX_DIRTY = 256;

    private final RandomFile file;
    private final SparseLayout layout;
    private final GrainDirectories directories;
    private final GrainDirectory primary;
    private final @Nullable GrainDirectory redundant;
    private final SpaceAtEnd space;
    private final TableCache cache = new TableCache();
    private final AtomicInteger dirtyCount = new AtomicInteger();
    private final Object flushLock = new Object();
    private volatile @Nullable IOException failure;

    private record Changed(int tableIndex, GrainTable table, ByteBuffer entries) {}

    GrainTables(LockedFile file, SparseLayout layout) throws IOException {
        this.file = file.file();
        this.layout = layout;
        this.directories = new GrainDirectories(file, layout);
        this.primary = directories.primary();
        this.redundant = directories.redundant();
        this.space = new SpaceAtEnd(layout.path(), file.sizeBytes(), layout.grainSectors());
    }

    GrainDirectory primary() {
        return primary;
    }

    @Nullable
    GrainDirectory redundant() {
        return redundant;
    }

    /** The entries of a table that exists, as the file has them. */
    int[] readTable(int tableIndex) throws IOException {
        return directories.readTable(tableIndex);
    }

    /** What of the directories and tables read so far is damaged. */
    List<StructureFinding> damage() {
        return directories.damage();
    }

    SpaceAtEnd space() {
        return space;
    }

    /** The table, or null where all its grains are without space. */
    @Nullable
    GrainTable table(int tableIndex) throws IOException {
        GrainTable cached = cache.cached(tableIndex);
        if (cached != null || primary.tableSector(tableIndex) == 0) {
            return cached;
        }
        return cache.get(tableIndex, this::load);
    }

    /** The table, made in memory if there is none. */
    GrainTable tableForWriting(int tableIndex) throws IOException {
        return Objects.requireNonNull(cache.get(tableIndex, this::loadOrMake));
    }

    private GrainTable load(int tableIndex) throws IOException {
        return tableOf(readTable(tableIndex));
    }

    private GrainTable loadOrMake(int tableIndex) throws IOException {
        return primary.tableSector(tableIndex) == 0 ? tableOf(new int[layout.entriesPerTable()]) : load(tableIndex);
    }

    private GrainTable tableOf(int[] entries) {
        return new GrainTable(entries, layout.grainSectors(), layout.hasZeroedGrains());
    }

    /** The next table from {@code tableIndex} on that exists, or the count of tables. */
    int nextTable(int tableIndex) {
        int next = tableIndex;
        while (next < layout.tableCount() && primary.tableSector(next) == 0 && cache.cached(next) == null) {
            next++;
        }
        return next;
    }

    /** One more table has changes that the file lacks. */
    void becameDirty() throws IOException {
        if (dirtyCount.incrementAndGet() == MAX_DIRTY) {
            flush();
        }
    }

    /** A force or a write that failed may have lost what was acknowledged: from then on nothing is written. */
    void requireHealthy() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("'" + layout.path() + "' takes no more writes: an earlier one failed", cause);
        }
    }

    void flush() throws IOException {
        synchronized (flushLock) {
            requireHealthy();
            List<Changed> changed = takeDirty();
            try {
                file.force();
                if (!changed.isEmpty()) {
                    write(changed);
                }
            } catch (IOException e) {
                failure = e;
                throw e;
            }
            changed.forEach(each -> each.table().written());
        }
    }

    private List<Changed> takeDirty() {
        dirtyCount.set(0);
        List<Changed> changed = new ArrayList<>();
        for (Map.Entry<Integer, GrainTable> each : cache.all()) {
            int[] entries = each.getValue().takeDirty();
            if (entries != null) {
                changed.add(new Changed(each.getKey(), each.getValue(), GrainDirectory.bytesOf(entries)));
            }
        }
        return changed;
    }

    private void write(List<Changed> changed) throws IOException {
        List<Changed> placeless = changed.stream()
                .filter(each -> primary.tableSector(each.tableIndex()) == 0)
                .toList();
        for (Changed each : changed) {
            if (primary.tableSector(each.tableIndex()) != 0) {
                primary.writeTable(primary.tableSector(each.tableIndex()), each.entries());
            }
        }
        writeRedundant(changed);
        long firstSector = writeNew(placeless);
        file.force();
        if (!placeless.isEmpty()) {
            pointTo(primary, placeless, firstSector);
            if (redundant != null) {
                pointTo(redundant, placeless, firstSector + layout.tableSectors());
            }
        }
    }

    private void writeRedundant(List<Changed> changed) throws IOException {
        if (redundant != null) {
            for (Changed each : changed) {
                long sector = redundant.tableSector(each.tableIndex());
                if (sector != 0 && primary.tableSector(each.tableIndex()) != 0) {
                    redundant.writeTable(sector, each.entries());
                }
            }
        }
    }

    /** Writes tables that had no place behind the end, each with its redundant copy next to it. */
    private long writeNew(List<Changed> placeless) throws IOException {
        if (placeless.isEmpty()) {
            return 0;
        }
        long firstSector = space.take((long) placeless.size() * sectorsForNew());
        long sector = firstSector;
        for (Changed each : placeless) {
            for (int copy = 0; copy < copies(); copy++) {
                primary.writeTable(sector, each.entries());
                sector += layout.tableSectors();
            }
        }
        return firstSector;
    }

    private void pointTo(GrainDirectory directory, List<Changed> placeless, long firstSector) throws IOException {
        long sector = firstSector;
        for (Changed each : placeless) {
            directory.pointTo(each.tableIndex(), sector);
            sector += sectorsForNew();
        }
        file.force();
    }

    private int copies() {
        return redundant == null ? 1 : 2;
    }

    private long sectorsForNew() {
        return (long) copies() * layout.tableSectors();
    }
}
