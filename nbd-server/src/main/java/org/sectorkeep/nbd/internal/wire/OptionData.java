// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the data of an option field by field; every length is checked before it is used. */
public final class OptionData {
    private static final int MAX_STRING_BYTES = 4096;

    private final ByteBuffer data;

    public OptionData(ByteBuffer data) {
        this.data = data;
    }

    /** An unsigned 16-bit number. */
    public int unsignedShort() throws OptionFormatException {
        require(Short.BYTES);
        return Short.toUnsignedInt(data.getShort());
    }

    /** A count of things, each of which takes some bytes of what is left. */
    public int count(int leastBytesEach) throws OptionFormatException {
        require(Integer.BYTES);
        long count = Integer.toUnsignedLong(data.getInt());
        if (count * leastBytesEach > data.remaining()) {
            throw new OptionFormatException(count + " items do not fit in " + data.remaining() + " bytes");
        }
        return (int) count;
    }

    /** A string with its 32-bit length before it. */
    public String string() throws OptionFormatException {
        require(Integer.BYTES);
        return string(Integer.toUnsignedLong(data.getInt()));
    }

    /** A string that is all that is left. */
    public String rest() throws OptionFormatException {
        return string(data.remaining());
    }

    public void end() throws OptionFormatException {
        if (data.hasRemaining()) {
            throw new OptionFormatException(data.remaining() + " bytes too many");
        }
    }

    private String string(long lengthBytes) throws OptionFormatException {
        if (lengthBytes > MAX_STRING_BYTES) {
            throw new OptionFormatException("a string of " + lengthBytes + " bytes, at most 4096 are allowed");
        }
        require((int) lengthBytes);
        ByteBuffer bytes = data.slice(data.position(), (int) lengthBytes);
        data.position(data.position() + (int) lengthBytes);
        return decoded(bytes);
    }

    private static String decoded(ByteBuffer bytes) throws OptionFormatException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (text.indexOf('\0') >= 0) {
                throw new OptionFormatException("a string with a NUL in it");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new OptionFormatException("a string that is not UTF-8");
        }
    }

    private void require(int bytes) throws OptionFormatException {
        if (data.remaining() < bytes) {
            throw new OptionFormatException(bytes + " bytes expected, found " + data.remaining());
        }
    }
}
