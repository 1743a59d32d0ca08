// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads what {@link FieldWriter} wrote and refuses everything else. Every length is checked against its limits and
 * against what is left before anything is allocated.
 *
 * @param <E> the exception of the structure that is read
 */
public final class FieldReader<E extends IOException> {
    /** The width of a field's length. */
    public static final int LENGTH_BYTES = 2;

    /** Makes the exception of a structure. */
    @FunctionalInterface
    public interface Refusal<E extends IOException> {
        E of(String field, int offsetBytes, String problem);
    }

    private final byte[] source;
    private final Refusal<E> refusal;
    private int position;

    public FieldReader(byte[] source, Refusal<E> refusal) {
        this.source = source;
        this.refusal = refusal;
    }

    /** Where the next byte is read. */
    public int position() {
        return position;
    }

    /** Exactly these bytes, without a length. */
    public void expect(String field, byte[] expected, String otherwise) throws E {
        int start = position;
        if (!Arrays.equals(raw(field, expected.length), expected)) {
            throw refusal.of(field, start, otherwise);
        }
    }

    /** Bytes without a length. */
    public byte[] raw(String field, int lengthBytes) throws E {
        if (lengthBytes > source.length - position) {
            throw refusal.of(
                    field, position, "needs " + lengthBytes + " bytes, " + (source.length - position) + " are left");
        }
        byte[] value = Arrays.copyOfRange(source, position, position + lengthBytes);
        position += lengthBytes;
        return value;
    }

    /** A number of at most 8 bytes without a length, in a range. */
    public long number(String field, int widthBytes, long minimum, long maximum) throws E {
        return inRange(field, position, raw(field, widthBytes), minimum, maximum);
    }

    private long inRange(String field, int start, byte[] bigEndian, long minimum, long maximum) throws E {
        byte[] all = new byte[Long.BYTES];
        System.arraycopy(bigEndian, 0, all, Long.BYTES - bigEndian.length, bigEndian.length);
        long value = ByteBuffer.wrap(all).getLong();
        if (value < minimum || value > maximum) {
            throw refusal.of(
                    field, start, "is " + Long.toUnsignedString(value) + ", expected " + minimum + " to " + maximum);
        }
        return value;
    }

    /** A length in two bytes, in a range, then the value. */
    public byte[] field(String field, int minimumBytes, int maximumBytes) throws E {
        int start = position;
        int lengthBytes = (int) number(field, LENGTH_BYTES, 0, 0xFFFF);
        if (lengthBytes < minimumBytes || lengthBytes > maximumBytes) {
            String expected = minimumBytes == maximumBytes ? "" + minimumBytes : minimumBytes + " to " + maximumBytes;
            throw refusal.of(field, start, "has a length of " + lengthBytes + ", expected " + expected);
        }
        return raw(field, lengthBytes);
    }

    /** A field of exactly so many bytes. */
    public byte[] field(String field, int lengthBytes) throws E {
        return field(field, lengthBytes, lengthBytes);
    }

    /** A field that holds one number in exactly so many bytes. */
    public long numberField(String field, int widthBytes, long minimum, long maximum) throws E {
        int start = position;
        return inRange(field, start, field(field, widthBytes), minimum, maximum);
    }

    /** A field of well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates), which encodes back to the same bytes. */
    public String textField(String field, int minimumBytes, int maximumBytes) throws E {
        int start = position;
        byte[] value = field(field, minimumBytes, maximumBytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            E refused = refusal.of(field, start, "is not UTF-8");
            refused.initCause(e);
            throw refused;
        }
    }

    /** A text field that is fit for an id, as {@link IdText} says. */
    public String idField(String field, int maximumBytes) throws E {
        int start = position;
        String id = textField(field, 1, maximumBytes);
        Optional<String> problem = IdText.problem(id, maximumBytes);
        if (problem.isPresent()) {
            throw refusal.of(field, start, problem.get());
        }
        return id;
    }

    /** Refuses bytes behind the last field. */
    public void end() throws E {
        if (position != source.length) {
            throw refusal.of("end", position, (source.length - position) + " bytes too many");
        }
    }
}
