// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Grain tables in memory, by index. Those used least go when there are more than {@value #MAX_TABLES}; a table that the
 * file does not hold yet never goes. Of each table there is at most one that can be changed: loading holds a lock for
 * its index, and an evicted table refuses changes.
 */
final class TableCache {
    /** At 512 entries 8 MiB, enough for 128 GiB of disk at the usual grain. */
    static final int MAX_TABLES = 4096;

    private static final int LOAD_LOCKS = 64;

    /** Reads a table from the file, or answers null where there is none. */
    interface Loader {
        @Nullable
        GrainTable load(int tableIndex) throws IOException;
    }

    private final ConcurrentHashMap<Integer, GrainTable> tables = new ConcurrentHashMap<>();
    private final Object[] loadLocks = new Object[LOAD_LOCKS];

    TableCache() {
        for (int i = 0; i < LOAD_LOCKS; i++) {
            loadLocks[i] = new Object();
        }
    }

    @Nullable
    GrainTable cached(int tableIndex) {
        GrainTable table = tables.get(tableIndex);
        if (table != null) {
            table.touch();
        }
        return table;
    }

    @Nullable
    GrainTable get(int tableIndex, Loader loader) throws IOException {
        GrainTable table = cached(tableIndex);
        if (table != null) {
            return table;
        }
        synchronized (loadLocks[tableIndex % LOAD_LOCKS]) {
            table = cached(tableIndex);
            if (table == null) {
                table = loader.load(tableIndex);
                if (table != null) {
                    tables.put(tableIndex, table);
                }
            }
        }
        if (tables.size() > MAX_TABLES) {
            evict();
        }
        return table;
    }

    /** Several threads may do this at once; each removes only the very table that it found unused. */
    private void evict() {
        int excess = MAX_TABLES / 8;
        for (Map.Entry<Integer, GrainTable> each : tables.entrySet()) {
            if (each.getValue().tryEvict() && tables.remove(each.getKey(), each.getValue())) {
                excess--;
            }
            if (excess == 0) {
                return;
            }
        }
    }

    Collection<Map.Entry<Integer, GrainTable>> all() {
        return tables.entrySet();
    }
}
