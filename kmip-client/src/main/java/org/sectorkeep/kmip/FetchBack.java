// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

/** How a cluster makes sure that a new key is on its other servers. */
public enum FetchBack {
    /** Gets the key from each server and compares. */
    KEY,
    /** Asks each server for the key's state, where keys may not be given out. */
    STATE,
    /** Does not ask. */
    OFF
}
