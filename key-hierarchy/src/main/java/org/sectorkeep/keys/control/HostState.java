// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

/** Whether a host may hold keys. */
public enum HostState {
    /** It may not. */
    INCAPABLE,
    /** It may be given keys, and has no host key yet. */
    PREPARED,
    /** It has its host key: keys may be handed to it. */
    SAFE,
    /** It shall give up all keys, and has them until it starts again. */
    PENDING_INCAPABLE;

    /**
     * Whether keys are handed to it.
     *
     * @return true for {@link #SAFE} only
     */
    public boolean mayReceiveKeys() {
        return this == SAFE;
    }
}
