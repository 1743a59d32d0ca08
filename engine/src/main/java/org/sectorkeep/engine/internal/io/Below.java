// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The plaintext that shows through the holes of a disk. Reading it borrows no buffer where blocks are read whole. */
@FunctionalInterface
public interface Below {
    /** Below a disk without a parent. */
    Below ZEROES = (offsetBytes, target) -> Zeroes.fill(target);

    /** Fills {@code target}. */
    void read(long offsetBytes, ByteBuffer target) throws IOException;

    /** A parent, behind whose end are zeroes. */
    static Below parent(long capacityBytes, Below content) {
        return (offsetBytes, target) -> {
            int inside = (int) Math.max(0, Math.min(capacityBytes - offsetBytes, target.remaining()));
            content.read(offsetBytes, target.slice(target.position(), inside));
            target.position(target.position() + inside);
            Zeroes.fill(target);
        };
    }
}
