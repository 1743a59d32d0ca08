// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.Envelope;

/**
 * Something encrypted, as it was seen.
 *
 * @param kind what it is
 * @param location where it is
 * @param ownerOrNull the VM or datastore that it belongs to, if that is known
 * @param envelopes the envelope that it has, and after it the one that it gets if an operation is under way; both keys
 *     are needed then
 */
public record ProtectedObject(
        ObjectKind kind, ObjectLocation location, @Nullable String ownerOrNull, List<Envelope> envelopes) {
    /**
     * Checks the number of envelopes.
     *
     * @param kind what it is
     * @param location where it is
     * @param ownerOrNull the VM or datastore that it belongs to, if that is known
     * @param envelopes one or two
     * @throws IllegalArgumentException if there are fewer or more
     */
    public ProtectedObject {
        envelopes = List.copyOf(envelopes);
        if (envelopes.isEmpty() || envelopes.size() > 2) {
            throw new IllegalArgumentException(envelopes.size() + " envelopes, expected 1 or 2");
        }
    }

    /**
     * What it belongs to.
     *
     * @return a VM or datastore, if that is known
     */
    public Optional<String> owner() {
        return Optional.ofNullable(ownerOrNull);
    }
}
