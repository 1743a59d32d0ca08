// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.transport;

import java.nio.ByteBuffer;
import org.sectorkeep.kmip.internal.Wiping;

/**
 * Direct memory that grows at its end, for bytes that may hold a key: what it leaves behind, in growing as in clearing, is
 * wiped. For one thread at a time.
 */
final class WipedBuffer {
    private final int initialBytes;
    private ByteBuffer buffer;

    WipedBuffer(int initialBytes) {
        this.initialBytes = initialBytes;
        this.buffer = ByteBuffer.allocateDirect(initialBytes);
    }

    int lengthBytes() {
        return buffer.position();
    }

    /** The buffer with room for so many more bytes, to be put into behind what is there; valid until the next call. */
    ByteBuffer withRoomFor(int moreBytes) {
        if (buffer.remaining() < moreBytes) {
            int needed = Math.addExact(buffer.position(), moreBytes);
            long doubled = Math.min(Integer.MAX_VALUE, 2L * buffer.capacity());
            ByteBuffer larger = ByteBuffer.allocateDirect((int) Math.max(needed, doubled));
            larger.put(buffer.flip());
            Wiping.wipe(buffer);
            buffer = larger;
        }
        return buffer;
    }

    /** Read-only view of the first bytes; valid until the next call of another method. */
    ByteBuffer view(int lengthBytes) {
        return buffer.asReadOnlyBuffer().position(0).limit(lengthBytes).slice();
    }

    /** Wipes all of it and starts anew. */
    void clear() {
        Wiping.wipe(buffer);
        if (buffer.capacity() > 2 * initialBytes) {
            buffer = ByteBuffer.allocateDirect(initialBytes);
        }
        buffer.clear();
    }

    /** Takes so many bytes away from the front, and wipes where they were. */
    void discard(int lengthBytes) {
        if (lengthBytes == lengthBytes()) {
            clear();
            return;
        }
        int oldLength = buffer.position();
        buffer.flip().position(lengthBytes);
        buffer.compact();
        for (int i = buffer.position(); i < oldLength; i++) {
            buffer.put(i, (byte) 0);
        }
    }
}
