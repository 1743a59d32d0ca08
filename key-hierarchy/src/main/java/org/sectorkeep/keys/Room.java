// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

/** Marks the module until its first real class lands. */
public final class Room {
    private Room() {}
}
