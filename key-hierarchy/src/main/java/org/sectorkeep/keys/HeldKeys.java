// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** KEKs that stay in memory until this is closed, and those that could not be had. Safe for use by many threads. */
public final class HeldKeys implements AutoCloseable {
    private final List<Kek> keks;
    private final Map<KeyId, KeyUnavailableException> failures;

    HeldKeys(List<Kek> keks, Map<KeyId, KeyUnavailableException> failures) {
        this.keks = List.copyOf(keks);
        this.failures = Map.copyOf(failures);
    }

    /**
     * The keys that are here.
     *
     * @return their ids
     */
    public Set<KeyId> ids() {
        return keks.stream().map(Kek::id).collect(Collectors.toSet());
    }

    /**
     * The keys that are not.
     *
     * @return their ids, each with the reason
     */
    public Map<KeyId, KeyUnavailableException> failures() {
        return failures;
    }

    /** Lets go of the keys; each that nobody else uses is wiped. A second call does nothing. */
    @Override
    public void close() {
        keks.forEach(Kek::close);
    }
}
