// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the constant of a number. */
final class EnumTable<E extends Enum<E> & Enumerated<E>> {
    private final Map<Integer, E> byValue;

    EnumTable(E[] constants) {
        byValue =
                Arrays.stream(constants).collect(Collectors.toUnmodifiableMap(Enumerated::value, Function.identity()));
    }

    Enumerated<E> of(int value) {
        @Nullable E constant = byValue.get(value);
        return constant == null ? new Unlisted<>(value) : constant;
    }
}
