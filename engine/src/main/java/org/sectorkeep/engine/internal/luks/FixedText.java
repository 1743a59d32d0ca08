// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text in a field of a fixed length, filled up with zero bytes. */
final class FixedText {
    private FixedText() {}

    /** The text before the first zero byte. */
    static String read(ByteBuffer from, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        from.get(bytes);
        int end = 0;
        while (end < lengthBytes && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** Writes text that is shorter than its field. */
    static void write(ByteBuffer to, String text, int lengthBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length >= lengthBytes) {
            throw new IllegalArgumentException("'" + text + "' does not fit a field of " + lengthBytes + " bytes");
        }
        to.put(bytes).put(new byte[lengthBytes - bytes.length]);
    }
}
