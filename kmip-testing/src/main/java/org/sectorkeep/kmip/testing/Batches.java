// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

/** How a server takes requests of several items. */
public enum Batches {
    /** Carries all items out. */
    ACCEPTED,
    /** Refuses the whole request. */
    REFUSED
}
