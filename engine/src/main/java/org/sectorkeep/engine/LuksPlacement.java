// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** Where a LUKS header is made for. */
public enum LuksPlacement {
    /** Before the encrypted sectors: in one file with them, or in one that is put before theirs. */
    ATTACHED,
    /** Alone in a file; the encrypted sectors, in another one, start at its first byte. */
    DETACHED
}
