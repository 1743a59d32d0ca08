// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.nio.charset.StandardCharsets;

/**
 * A device under a name.
 *
 * @param name what clients ask for; up to 4096 bytes of UTF-8 without NUL; may be empty
 * @param description for people, as {@code nbdinfo --list} shows it; up to 4096 bytes of UTF-8 without NUL; may be empty
 * @param device what is served
 */
public record NbdExport(String name, String description, NbdDevice device) {
    /** The longest string of the protocol. */
    private static final int MAX_STRING_BYTES = 4096;

    /**
     * Checks what it is made of.
     *
     * @param name what clients ask for
     * @param description for people
     * @param device what is served
     * @throws IllegalArgumentException if something is out of range
     */
    public NbdExport {
        requireString("name", name);
        requireString("description", description);
    }

    private static void requireString(String what, String text) {
        int lengthBytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (lengthBytes > MAX_STRING_BYTES || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    what + " must have at most 4096 bytes and no NUL, found " + lengthBytes + " bytes");
        }
    }
}
