// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

/** Which headers requests and replies have, as negotiated. */
public enum HeaderKind {
    SIMPLE,
    STRUCTURED,
    EXTENDED
}
