// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

/** What the directory thinks of an envelope that it was told of. */
public enum Seen {
    /** It did not know the object. */
    NEW,
    /** It is the latest one that it knew, or a later one. */
    UP_TO_DATE,
    /** It knows a later one of the same object: an old envelope was put back, or this is an old copy. */
    ROLLED_BACK
}
