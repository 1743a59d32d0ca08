// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which requests go wrong, and how many of each operation arrived. Safe for use by many threads. */
final class FaultScript {
    private final Map<Integer, Deque<Fault>> next = new HashMap<>();
    private final Map<Integer, Fault> always = new HashMap<>();
    private final Map<Integer, Long> counts = new HashMap<>();
    private long requests;

    synchronized void failNext(int operation, Fault fault) {
        next.computeIfAbsent(operation, key -> new ArrayDeque<>()).add(fault);
    }

    synchronized void failAlways(int operation, Fault fault) {
        always.put(operation, fault);
    }

    synchronized void behave() {
        next.clear();
        always.clear();
    }

    /** Counts a request; answers what goes wrong with it. */
    synchronized Optional<Fault> arrived(List<Integer> operations) {
        requests++;
        operations.forEach(operation -> counts.merge(operation, 1L, Long::sum));
        for (int operation : operations) {
            Deque<Fault> queue = next.get(operation);
            if (queue != null && !queue.isEmpty()) {
                return Optional.of(queue.remove());
            }
            if (always.containsKey(operation)) {
                return Optional.of(always.get(operation));
            }
        }
        return Optional.empty();
    }

    synchronized long count(int operation) {
        return counts.getOrDefault(operation, 0L);
    }

    synchronized long requests() {
        return requests;
    }
}
