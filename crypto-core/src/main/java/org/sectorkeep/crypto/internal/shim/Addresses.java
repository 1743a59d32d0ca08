// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.shim;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;

/** Addresses of direct buffers. */
public final class Addresses {
    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private Addresses() {}

    /** The address of index 0 of a direct buffer; valid as long as the buffer is reachable. */
    public static long ofDirect(ByteBuffer buffer) {
        return MEMORY.getDirectBufferAddress(buffer);
    }
}
