// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

/**
 * A value of an enumeration: one of its constants, which may be compared by {@code ==}, or an {@link Unlisted} one of a
 * later version or of a vendor.
 *
 * @param <E> the enumeration
 */
public interface Enumerated<E extends Enum<E>> {
    /**
     * The number that stands for it.
     *
     * @return 32 bits; 0x8xxxxxxx is an extension
     */
    int value();
}
