// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.util.regex.Pattern;

/** Names that people give to what stands in the directory. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private Names() {}

    static void require(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " name '" + name + "' is not 1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit");
        }
    }
}
