// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strict UTF-8, without a copy of the text as characters: it may be a password. */
final class Utf8 {
    private Utf8() {}

    /** The index of the first byte that does not continue valid UTF-8 (RFC 3629 section 4), or -1. */
    static int indexOfInvalid(byte[] bytes) {
        int index = 0;
        while (index < bytes.length) {
            int length = sequenceLength(bytes, index);
            if (length == 0) {
                return index;
            }
            index += length;
        }
        return -1;
    }

    /** 1 to 4, or 0 if no valid sequence starts at {@code index}. */
    private static int sequenceLength(byte[] bytes, int index) {
        int first = bytes[index] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (first < 0xC2 || first > 0xF4 || index + length > bytes.length) {
            return 0;
        }
        int second = bytes[index + 1] & 0xFF;
        // No overlong form, no surrogate, nothing above U+10FFFF.
        int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        boolean valid = second >= lowest && second <= highest;
        for (int i = 2; i < length; i++) {
            valid &= (bytes[index + i] & 0xC0) == 0x80;
        }
        return valid ? length : 0;
    }

    /** The bytes of a text that is no secret. */
    static byte[] encode(String text) {
        boolean halves = text.chars().anyMatch(unit -> Character.isSurrogate((char) unit));
        return halves ? encode(CharBuffer.wrap(text)) : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of the text; the caller owns them and no other copy is left. */
    static byte[] encode(CharBuffer text) {
        ByteBuffer encoded = ByteBuffer.allocate(Math.multiplyExact(text.remaining(), 3));
        try {
            var result = StandardCharsets.UTF_8.newEncoder().encode(text, encoded, true);
            if (result.isError()) {
                result.throwException();
            }
            return Arrays.copyOf(encoded.array(), encoded.position());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text has half a surrogate pair", e);
        } finally {
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }
}
