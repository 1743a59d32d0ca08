// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into a tree. Every length is compared with what is left of its structure and with the limits before
 * anything is allocated for it; nesting costs a bounded stack. Never reads beyond the limit of the buffer.
 */
public final class TtlvDecoder {
    /** Tag, type and length of an item, in bytes. */
    public static final int HEADER_BYTES = 8;

    private static final int TYPE_OFFSET = 3;
    private static final int LENGTH_OFFSET = 4;

    private final ByteBuffer in;
    private final TtlvLimits limits;

    private TtlvDecoder(ByteBuffer in, TtlvLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /**
     * Decodes one item, a message as a rule, that fills the buffer from its position to its limit.
     *
     * @param message a direct or heap buffer; its position and limit stay, and nothing keeps a hold of it
     * @param limits what to accept
     * @return the tree, with copies of all bytes
     * @throws TtlvFormatException if it is anything else: truncated, followed by more, malformed, beyond the limits
     */
    public static Ttlv decode(ByteBuffer message, TtlvLimits limits) throws TtlvFormatException {
        // A slice starts at 0 and is big-endian, whatever the order of the original.
        return new TtlvDecoder(message.slice(), limits).root();
    }

    /**
     * Decodes an array that holds one item.
     *
     * @param message all of it
     * @param limits what to accept
     * @return the tree, with copies of all bytes
     * @throws TtlvFormatException if it is anything else
     */
    public static Ttlv decode(byte[] message, TtlvLimits limits) throws TtlvFormatException {
        return decode(ByteBuffer.wrap(message), limits);
    }

    /**
     * How long a message is, from its first {@value #HEADER_BYTES} bytes: for reading it from a stream.
     *
     * @param header has at least these bytes left; its position stays
     * @param limits what to accept
     * @return the length of the whole message, header included: 8 to {@link TtlvLimits#maxMessageBytes()}
     * @throws TtlvFormatException if this is no structure, or a longer one
     */
    public static int messageLengthBytes(ByteBuffer header, TtlvLimits limits) throws TtlvFormatException {
        if (header.remaining() < HEADER_BYTES) {
            throw new IllegalArgumentException("a header has 8 bytes: " + header.remaining());
        }
        TtlvDecoder decoder = new TtlvDecoder(header.slice(), limits);
        TtlvType type = decoder.typeAt(0);
        if (type != TtlvType.STRUCTURE) {
            throw new TtlvFormatException(TYPE_OFFSET, "expected a structure, found " + type.label());
        }
        return decoder.rootEnd();
    }

    private Ttlv root() throws TtlvFormatException {
        int left = in.limit();
        if (left > limits.maxMessageBytes()) {
            throw fail(0, "a message of " + left + " bytes, more than " + limits.maxMessageBytes());
        }
        if (left < HEADER_BYTES) {
            throw fail(0, "expected a header of 8 bytes, found " + left);
        }
        typeAt(0);
        int end = rootEnd();
        if (end > in.limit()) {
            throw fail(LENGTH_OFFSET, "expected " + end + " bytes, found " + left);
        }
        if (end < in.limit()) {
            throw fail(end, (in.limit() - end) + " bytes follow the message");
        }
        return item(0, 1);
    }

    private int rootEnd() throws TtlvFormatException {
        long length = in.getInt(LENGTH_OFFSET) & 0xFFFF_FFFFL;
        long whole = HEADER_BYTES + padded(length);
        if (whole > limits.maxMessageBytes()) {
            throw fail(LENGTH_OFFSET, "a message of " + whole + " bytes, more than " + limits.maxMessageBytes());
        }
        return (int) whole;
    }

    /** An item whose header and padded length are known to lie within what holds it. */
    private Ttlv item(int at, int depth) throws TtlvFormatException {
        int tag = in.getInt(at) >>> 8;
        int length = in.getInt(at + LENGTH_OFFSET);
        int value = at + HEADER_BYTES;
        TtlvType type = typeAt(at);
        return switch (type) {
            case STRUCTURE -> new Ttlv.Structure(tag, children(at, value + length, depth));
            case INTEGER -> new Ttlv.Int(tag, word(at, type));
            case LONG_INTEGER -> new Ttlv.LongInt(tag, doubleWord(at, type));
            case BIG_INTEGER -> new Ttlv.BigInt(tag, bigInteger(at, length));
            case ENUMERATION -> new Ttlv.Enumeration(tag, word(at, type));
            case BOOLEAN -> new Ttlv.Bool(tag, bool(at));
            case TEXT_STRING -> new Ttlv.Text(tag, text(at, length));
            case BYTE_STRING -> new Ttlv.Bytes(tag, bytes(at, length));
            case DATE_TIME -> new Ttlv.DateTime(tag, doubleWord(at, type));
            case INTERVAL -> new Ttlv.Interval(tag, word(at, type) & 0xFFFF_FFFFL);
            case DATE_TIME_EXTENDED -> new Ttlv.DateTimeExtended(tag, doubleWord(at, type));
        };
    }

    private List<Ttlv> children(int at, int end, int depth) throws TtlvFormatException {
        if (depth > limits.maxDepth()) {
            throw fail(at, "structures nest deeper than " + limits.maxDepth());
        }
        Ttlv[] children = new Ttlv[countChildren(at, end)];
        int child = at + HEADER_BYTES;
        for (int i = 0; i < children.length; i++) {
            children[i] = item(child, depth + 1);
            child = endOfItem(child);
        }
        return List.of(children);
    }

    /** Checks that the children fill their structure exactly, before one of them is made. */
    private int countChildren(int at, int end) throws TtlvFormatException {
        int count = 0;
        int child = at + HEADER_BYTES;
        while (child < end) {
            if (++count > limits.maxChildren()) {
                throw fail(at, "a structure of more than " + limits.maxChildren() + " items");
            }
            if (end - child < HEADER_BYTES) {
                throw fail(child, "expected a header of 8 bytes, found " + (end - child));
            }
            typeAt(child);
            long length = in.getInt(child + LENGTH_OFFSET) & 0xFFFF_FFFFL;
            if (padded(length) > end - child - HEADER_BYTES) {
                throw fail(
                        child + LENGTH_OFFSET,
                        "a length of " + length + " bytes, but its structure has " + (end - child - HEADER_BYTES)
                                + " left");
            }
            child = endOfItem(child);
        }
        return count;
    }

    private int endOfItem(int at) {
        return at + HEADER_BYTES + (int) padded(in.getInt(at + LENGTH_OFFSET));
    }

    private TtlvType typeAt(int at) throws TtlvFormatException {
        int tag = in.getInt(at) >>> 8;
        if (!Tag.isValid(tag)) {
            throw fail(at, "expected a tag of 42xxxx or 54xxxx, found " + Integer.toHexString(tag));
        }
        int code = in.get(at + TYPE_OFFSET);
        @Nullable TtlvType type = TtlvType.ofCode(code);
        if (type == null) {
            throw fail(at + TYPE_OFFSET, "expected a type of 1 to 11, found " + (code & 0xFF));
        }
        return type;
    }

    private int word(int at, TtlvType type) throws TtlvFormatException {
        requireLength(at, type, 4);
        requireZeroes(at + HEADER_BYTES + 4, 4);
        return in.getInt(at + HEADER_BYTES);
    }

    private long doubleWord(int at, TtlvType type) throws TtlvFormatException {
        requireLength(at, type, 8);
        return in.getLong(at + HEADER_BYTES);
    }

    private boolean bool(int at) throws TtlvFormatException {
        long value = doubleWord(at, TtlvType.BOOLEAN);
        if (value != 0 && value != 1) {
            throw fail(at + HEADER_BYTES, "expected a boolean of 0 or 1, found " + value);
        }
        return value == 1;
    }

    private ByteString bigInteger(int at, int length) throws TtlvFormatException {
        if (length == 0 || length % 8 != 0) {
            throw fail(at + LENGTH_OFFSET, "expected a big integer of a multiple of 8 bytes, found " + length);
        }
        return bytes(at, length);
    }

    private ByteString text(int at, int length) throws TtlvFormatException {
        ByteString text = bytes(at, length);
        int invalid = Utf8.indexOfInvalid(text.shared());
        if (invalid >= 0) {
            throw fail(at + HEADER_BYTES + invalid, "expected UTF-8, found an invalid byte");
        }
        return text;
    }

    private ByteString bytes(int at, int length) throws TtlvFormatException {
        int value = at + HEADER_BYTES;
        requireZeroes(value + length, (int) padded(length) - length);
        byte[] copy = new byte[length];
        in.get(value, copy);
        return ByteString.owning(copy);
    }

    private void requireLength(int at, TtlvType type, int expectedBytes) throws TtlvFormatException {
        int length = in.getInt(at + LENGTH_OFFSET);
        if (length != expectedBytes) {
            throw fail(
                    at + LENGTH_OFFSET,
                    "expected " + expectedBytes + " bytes of " + type.label() + ", found "
                            + Integer.toUnsignedString(length));
        }
    }

    private void requireZeroes(int from, int count) throws TtlvFormatException {
        for (int i = from; i < from + count; i++) {
            if (in.get(i) != 0) {
                throw fail(i, "expected padding of zeroes, found " + (in.get(i) & 0xFF));
            }
        }
    }

    private TtlvFormatException fail(int at, String problem) {
        return new TtlvFormatException(at, problem);
    }

    private static long padded(long lengthBytes) {
        return (lengthBytes + 7) & ~7L;
    }
}
