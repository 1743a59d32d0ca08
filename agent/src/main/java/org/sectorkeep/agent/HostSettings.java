// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.HostState;

/**
 * How a host comes to keys.
 *
 * @param trust from whom it has them
 * @param state whether it may hold keys when the agent starts: incapable, prepared or safe
 * @param cache the sealed cache of its keys; none when empty
 */
public record HostSettings(Trust trust, HostState state, Optional<SealedCache> cache) {
    /** A host that fetches its keys itself. */
    public static final HostSettings DEFAULT = new HostSettings(Trust.DIRECT, HostState.SAFE, Optional.empty());

    /** From whom a host has its keys. */
    public enum Trust {
        /** It has the connections to key providers, and fetches keys by their ids, control plane or none. */
        DIRECT,
        /** The control plane fetches them and hands them to it; it asks nobody. */
        STANDARD
    }

    /**
     * KEKs that lie sealed in the host's storage, so that a restart needs no provider for a while.
     *
     * @param limit how long a key is of use after it came from its provider
     * @param by what seals them
     */
    public record SealedCache(Duration limit, SealedBy by) {}

    /** What seals a host's keys. */
    public sealed interface SealedBy {
        /**
         * A key in a file.
         *
         * @param file the file, absolute
         */
        record KeyFile(Path file) implements SealedBy {}

        /**
         * A key in a PKCS#11 token.
         *
         * @param library the token's library
         * @param slotIndex which of the slots that the library lists, from 0 on
         * @param pinFile a file whose first line is the user's PIN, or {@code /dev/fd/N}
         */
        record Token(Path library, int slotIndex, Path pinFile) implements SealedBy {}
    }

    /**
     * Checks the state.
     *
     * @param trust from whom it has keys
     * @param state whether it may hold keys when the agent starts
     * @param cache the sealed cache of its keys
     * @throws IllegalArgumentException if the state is none that a host starts in
     */
    public HostSettings {
        if (state == HostState.PENDING_INCAPABLE) {
            throw new IllegalArgumentException("a host that starts is incapable, not pending incapable");
        }
    }

    HostSettings with(HostState other) {
        return new HostSettings(trust, other, cache);
    }

    /** Brings keys that hold nothing yet into the state. */
    void apply(HostKeys keys) {
        if (state != HostState.SAFE) {
            keys.giveUp();
        }
        if (state == HostState.PREPARED) {
            keys.prepare();
        }
    }
}
