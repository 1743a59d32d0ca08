// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** What to do when a file that would be written is there already. */
public enum Overwrite {
    /** Refuse, and leave it as it is. */
    REFUSE,
    /** Replace it once the new one is whole. A destination that is the source is refused all the same. */
    REPLACE
}
