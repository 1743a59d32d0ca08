// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.xts;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.internal.memory.DirectAddress;

/** Keeps ciphers from reading what they have just written. */
public final class Overlap {
    private Overlap() {}

    /**
     * A copy of the source range to read instead, where nobody can tell whether it overlaps the target, because a
     * read-only heap buffer hides its array; null where the source can be read as it is.
     *
     * @throws IllegalArgumentException if the two ranges are neither the same memory nor disjoint
     */
    public static @Nullable ByteBuffer copyIfUnknown(
            ByteBuffer source, int sourceIndex, ByteBuffer target, int targetIndex, int lengthBytes) {
        if (source.isDirect() != target.isDirect()) {
            return null;
        }
        if (source.isDirect()) {
            check(DirectAddress.of(source, sourceIndex), DirectAddress.of(target, targetIndex), lengthBytes);
        } else if (!source.hasArray()) {
            return ByteBuffer.allocate(lengthBytes).put(0, source, sourceIndex, lengthBytes);
        } else if (source.array() == target.array()) {
            check(source.arrayOffset() + sourceIndex, target.arrayOffset() + targetIndex, lengthBytes);
        }
        return null;
    }

    private static void check(long source, long target, int lengthBytes) {
        long distanceBytes = Math.abs(source - target);
        if (distanceBytes != 0 && distanceBytes < lengthBytes) {
            throw new IllegalArgumentException("source and target overlap by " + (lengthBytes - distanceBytes)
                    + " bytes, expected the same memory or none in common");
        }
    }
}
