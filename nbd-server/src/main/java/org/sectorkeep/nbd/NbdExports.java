// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The exports of a server, by name. The empty name stands for the default export: the one with that name, else the one
 * that was added first. Thread-safe; a server sees each change at once.
 */
public final class NbdExports {
    /** Never changed, but replaced: each request looks here. */
    private volatile Map<String, NbdExport> byName = Map.of();

    /** None at first. */
    public NbdExports() {}

    /**
     * Adds an export.
     *
     * @param export under a name of its own
     * @throws IllegalArgumentException if the name is taken
     */
    public synchronized void add(NbdExport export) {
        Map<String, NbdExport> more = new LinkedHashMap<>(byName);
        if (more.putIfAbsent(export.name(), export) != null) {
            throw new IllegalArgumentException("there is an export '" + export.name() + "' already");
        }
        byName = more;
    }

    /**
     * Takes an export away. Requests of its clients that are running are finished; all that come later are answered with
     * {@link NbdError#ESHUTDOWN}.
     *
     * @param name its name
     * @return the export; nothing if there was none
     */
    public synchronized Optional<NbdExport> remove(String name) {
        Map<String, NbdExport> fewer = new LinkedHashMap<>(byName);
        Optional<NbdExport> removed = Optional.ofNullable(fewer.remove(name));
        byName = fewer;
        return removed;
    }

    /**
     * Finds what a client asks for.
     *
     * @param name its name, or the empty one
     * @return the export, if there is one
     */
    public Optional<NbdExport> find(String name) {
        Map<String, NbdExport> now = byName;
        NbdExport named = now.get(name);
        if (named == null && name.isEmpty()) {
            return now.values().stream().findFirst();
        }
        return Optional.ofNullable(named);
    }

    /**
     * All of them.
     *
     * @return in the order in which they were added
     */
    public List<NbdExport> all() {
        return new ArrayList<>(byName.values());
    }
}
