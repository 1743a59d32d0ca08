// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What headers start with. */
enum LuksMagic {
    /** {@code LUKS} 0xba 0xbe: the header of version 1, the first one of version 2. */
    PRIMARY("LUKS\u00ba\u00be"), // 4c 55 4b 53 ba be
    /** {@code SKUL} 0xba 0xbe: the second header of version 2. */
    SECONDARY("SKUL\u00ba\u00be"); // 53 4b 55 4c ba be

    static final int LENGTH_BYTES = 6;

    private final String latin1;

    LuksMagic(String latin1) {
        this.latin1 = latin1;
    }

    /** Whether a buffer starts so; its position stays. */
    boolean isAt(ByteBuffer buffer) {
        return buffer.remaining() >= LENGTH_BYTES
                && buffer.slice(buffer.position(), LENGTH_BYTES).equals(ByteBuffer.wrap(bytes()));
    }

    void write(ByteBuffer to) {
        to.put(bytes());
    }

    private byte[] bytes() {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
