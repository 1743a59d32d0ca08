// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import org.sectorkeep.keys.KeyUse;

/** What somebody may need leave for. To use what is encrypted, as by starting a machine, needs none of these. */
public enum Privilege {
    /** To encrypt what is plain, and to make encrypted copies. */
    ENCRYPT(KeyUse.Action.ENCRYPT),
    /** To decrypt what is encrypted, for good or into a plain copy. */
    DECRYPT(KeyUse.Action.DECRYPT),
    /** To make keys, and to exchange those of what is encrypted. */
    MANAGE_KEYS(KeyUse.Action.MANAGE_KEYS),
    /** To add, change and remove key providers. */
    MANAGE_PROVIDERS(KeyUse.Action.MANAGE_PROVIDERS);

    private final KeyUse.Action action;

    Privilege(KeyUse.Action action) {
        this.action = action;
    }

    /**
     * How an audit log calls it.
     *
     * @return the action that needs it
     */
    public KeyUse.Action action() {
        return action;
    }
}
