// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Locale;

/** Whether a host may hold keys. */
public enum HostState {
    /** It may not: no key is handed to it, and it fetches none. */
    INCAPABLE,
    /** It is being made ready, and has no host key yet: no key is handed to it. */
    PREPARED,
    /** It has its host key: keys may be handed to it. */
    SAFE,
    /** It shall give up all keys, gets no more of them, and has those it has until it starts again. */
    PENDING_INCAPABLE;

    /**
     * Whether keys are handed to it.
     *
     * @return true for {@link #SAFE} only
     */
    public boolean mayReceiveKeys() {
        return this == SAFE;
    }

    /**
     * The state in words.
     *
     * @return such as {@code pending incapable}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
