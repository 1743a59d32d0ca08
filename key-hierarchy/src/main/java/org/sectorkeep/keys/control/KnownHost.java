// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.HostState;

/**
 * A host in the directory.
 *
 * @param name its name
 * @param clusterOrNull the cluster that it belongs to, if it does
 * @param state whether it may hold keys
 */
public record KnownHost(String name, @Nullable String clusterOrNull, HostState state) {
    /**
     * The cluster that it belongs to.
     *
     * @return its name, if it belongs to one
     */
    public Optional<String> cluster() {
        return Optional.ofNullable(clusterOrNull);
    }
}
