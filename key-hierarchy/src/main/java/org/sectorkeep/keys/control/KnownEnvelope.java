// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.KeyId;

/**
 * One envelope in the directory: a reference to a key.
 *
 * @param kind what it belongs to
 * @param location where that was seen
 * @param ownerOrNull the VM or datastore that it belongs to, if that is known
 * @param envelope the envelope, not authenticated
 * @param highestGeneration the highest envelope generation that was ever seen of the same object
 * @param seen when it was last seen
 */
public record KnownEnvelope(
        ObjectKind kind,
        ObjectLocation location,
        @Nullable String ownerOrNull,
        Envelope envelope,
        long highestGeneration,
        Instant seen) {
    /**
     * The key that is needed to open it.
     *
     * @return the id in the envelope
     */
    public KeyId keyId() {
        return envelope.header().keyId();
    }

    /**
     * What it belongs to.
     *
     * @return a VM or datastore, if that is known
     */
    public Optional<String> owner() {
        return Optional.ofNullable(ownerOrNull);
    }

    /**
     * Whether a later envelope of the same object was seen before; a backup is older by nature.
     *
     * @return true if it was put back
     */
    public boolean isRolledBack() {
        return kind != ObjectKind.BACKUP && envelope.header().envelopeGeneration() < highestGeneration;
    }
}
