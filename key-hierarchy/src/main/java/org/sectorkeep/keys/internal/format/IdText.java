// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.format;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which texts may be an id: short, printable in one line of a log or terminal, and with exactly one encoding. */
public final class IdText {
    private IdText() {}

    /** What is wrong with an id of 1 to {@code maximumBytes} bytes, if anything. Never repeats the id itself. */
    public static Optional<String> problem(String id, int maximumBytes) {
        int lengthBytes;
        try {
            lengthBytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(id))
                    .remaining();
        } catch (CharacterCodingException e) {
            return Optional.of("has an unpaired surrogate");
        }
        if (lengthBytes < 1 || lengthBytes > maximumBytes) {
            return Optional.of("has " + lengthBytes + " bytes of UTF-8, expected 1 to " + maximumBytes);
        }
        return id.chars().anyMatch(IdText::isControl) ? Optional.of("has a control character") : Optional.empty();
    }

    /** Controls (C0, DEL, C1), line and paragraph separators, and what changes the direction of text. */
    private static boolean isControl(int character) {
        return character < 0x20
                || (character >= 0x7F && character <= 0x9F)
                || (character >= 0x2028 && character <= 0x202E)
                || (character >= 0x2066 && character <= 0x2069);
    }
}
