// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal;

import java.nio.ByteBuffer;

/** Overwrites what held a secret. */
public final class Wiping {
    private static final byte[] ZEROES = new byte[4096];

    private Wiping() {}

    /** Overwrites a buffer from its beginning to its capacity; its position and limit stay. */
    public static void wipe(ByteBuffer buffer) {
        ByteBuffer all = buffer.duplicate().clear();
        while (all.hasRemaining()) {
            all.put(ZEROES, 0, Math.min(ZEROES.length, all.remaining()));
        }
    }
}
