// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which servers are noted for a key; forgets the keys that were not asked about for longest. Safe for use by many threads. */
public final class BoundedMemory {
    private static final int MAX_KEYS = 10_000;

    private final Map<String, Set<Integer>> servers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<Integer>> eldest) {
            return size() > MAX_KEYS;
        }
    };

    /** Nothing noted. */
    public BoundedMemory() {}

    /** Notes a server; answers whether that is new. */
    public synchronized boolean note(String key, int server) {
        return servers.computeIfAbsent(key, absent -> new TreeSet<>()).add(server);
    }

    /** Takes a note back. */
    public synchronized void erase(String key, int server) {
        servers.computeIfPresent(key, (same, noted) -> noted.remove(server) && noted.isEmpty() ? null : noted);
    }

    /** Whether a server is noted. */
    public synchronized boolean has(String key, int server) {
        Set<Integer> noted = servers.get(key);
        return noted != null && noted.contains(server);
    }
}
