// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

/** The one accepted spelling of ids that are bytes: lower-case hexadecimal. */
final class HexIds {
    private HexIds() {}

    static void check(String what, String hex, int lengthBytes) {
        if (hex.length() != 2 * lengthBytes || !hex.chars().allMatch(HexIds::isLowerHex)) {
            throw new IllegalArgumentException(
                    what + " is not made of " + 2 * lengthBytes + " lower-case hexadecimal digits");
        }
    }

    private static boolean isLowerHex(int character) {
        return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
    }
}
