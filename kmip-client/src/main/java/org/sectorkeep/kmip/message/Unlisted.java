// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.Locale;

/**
 * A value that an enumeration does not list.
 *
 * @param value the number
 * @param <E> the enumeration
 */
public record Unlisted<E extends Enum<E>>(int value) implements Enumerated<E> {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "0x%08X", value);
    }
}
