// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

/** How a server takes attributes whose names begin with {@code x-}. */
public enum CustomAttributes {
    /** Keeps and answers them. */
    ACCEPTED,
    /** Refuses them, as some servers do. */
    REFUSED
}
