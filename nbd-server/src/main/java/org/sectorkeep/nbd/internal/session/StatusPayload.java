// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.sectorkeep.nbd.NbdRequestException;

/**
 * The payload of a block status request with extended headers: the length of the range, and the contexts that are meant.
 *
 * @param lengthBytes as it came: negative is over 2^63
 * @param contexts ids, each once
 */
record StatusPayload(long lengthBytes, Set<Integer> contexts) {
    /** The length and one id for the only context; room for a few that are wrong. */
    static final int MAX_BYTES = 4096;

    StatusPayload {
        contexts = Set.copyOf(contexts);
    }

    static StatusPayload read(ByteBuffer payload) throws NbdRequestException {
        if (payload.remaining() < Long.BYTES || payload.remaining() % Integer.BYTES != 0) {
            throw RequestCheck.invalid("a payload of " + payload.remaining() + " bytes is no block status query");
        }
        long lengthBytes = payload.getLong();
        Set<Integer> contexts = new HashSet<>();
        while (payload.hasRemaining()) {
            int id = payload.getInt();
            if (id != BlockStatus.CONTEXT_ID || !contexts.add(id)) {
                throw RequestCheck.invalid("context " + id + " was not selected, or is named twice");
            }
        }
        return new StatusPayload(lengthBytes, contexts);
    }
}
