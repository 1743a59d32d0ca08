// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.memory;

import java.nio.ByteBuffer;

/** Overwrites secrets with zeroes. */
public final class Wipe {
    private static final byte[] ZEROES = new byte[4096];

    private Wipe() {}

    /** Zeroes a whole buffer, whatever its position and limit; these are lost. */
    public static void zero(ByteBuffer buffer) {
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put(ZEROES, 0, Math.min(ZEROES.length, buffer.remaining()));
        }
        buffer.clear();
    }
}
