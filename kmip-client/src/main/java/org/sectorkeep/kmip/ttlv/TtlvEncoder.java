// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import java.nio.ByteBuffer;

/** Turns a tree into bytes, in one pass into a buffer of the caller, who wipes it if there is a secret in it. */
public final class TtlvEncoder {
    private static final int HEADER_BYTES = TtlvDecoder.HEADER_BYTES;

    private TtlvEncoder() {}

    /**
     * How many bytes an item takes.
     *
     * @param item a tree
     * @return header and padding included
     * @throws IllegalArgumentException if structures nest deeper than {@link TtlvLimits#DEEPEST}, or it has 2 GiB or more
     */
    public static int lengthBytes(Ttlv item) {
        long length = HEADER_BYTES + padded(valueBytes(item, 1));
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a message of " + length + " bytes does not fit a buffer");
        }
        return (int) length;
    }

    /**
     * Writes an item at the position of a buffer, which moves behind it.
     *
     * @param item a tree
     * @param out a direct or heap buffer with {@link #lengthBytes(Ttlv)} left
     * @throws IllegalArgumentException if there is less room, or the tree cannot be encoded: nothing is written then
     */
    public static void encode(Ttlv item, ByteBuffer out) {
        int length = lengthBytes(item);
        if (out.remaining() < length) {
            throw new IllegalArgumentException("expected room for " + length + " bytes, found " + out.remaining());
        }
        // A duplicate is big-endian, whatever the order of the original.
        write(item, out.duplicate());
        out.position(out.position() + length);
    }

    /**
     * Encodes an item into an array of its own.
     *
     * @param item a tree
     * @return the bytes; the caller wipes them if there is a secret in them
     * @throws IllegalArgumentException if the tree cannot be encoded
     */
    public static byte[] encode(Ttlv item) {
        byte[] bytes = new byte[lengthBytes(item)];
        write(item, ByteBuffer.wrap(bytes));
        return bytes;
    }

    private static long valueBytes(Ttlv item, int depth) {
        Tag.check(item.tag());
        return switch (item.type()) {
            case STRUCTURE -> childrenBytes((Ttlv.Structure) item, depth);
            case INTEGER, ENUMERATION, INTERVAL -> 4;
            case LONG_INTEGER, BOOLEAN, DATE_TIME, DATE_TIME_EXTENDED -> 8;
            case BIG_INTEGER -> ((Ttlv.BigInt) item).twosComplement().lengthBytes();
            case TEXT_STRING -> ((Ttlv.Text) item).utf8().lengthBytes();
            case BYTE_STRING -> ((Ttlv.Bytes) item).value().lengthBytes();
        };
    }

    private static long childrenBytes(Ttlv.Structure structure, int depth) {
        if (depth > TtlvLimits.DEEPEST) {
            throw new IllegalArgumentException("structures nest deeper than " + TtlvLimits.DEEPEST);
        }
        long length = 0;
        for (Ttlv child : structure.children()) {
            length += HEADER_BYTES + padded(valueBytes(child, depth + 1));
        }
        return length;
    }

    private static void write(Ttlv item, ByteBuffer out) {
        int start = out.position();
        out.putInt(item.tag() << 8 | item.type().code()).putInt(0);
        switch (item.type()) {
            case STRUCTURE -> ((Ttlv.Structure) item).children().forEach(child -> write(child, out));
            case INTEGER -> out.putInt(((Ttlv.Int) item).value());
            case LONG_INTEGER -> out.putLong(((Ttlv.LongInt) item).value());
            case BIG_INTEGER -> ((Ttlv.BigInt) item).twosComplement().putInto(out);
            case ENUMERATION -> out.putInt(((Ttlv.Enumeration) item).value());
            case BOOLEAN -> out.putLong(((Ttlv.Bool) item).value() ? 1 : 0);
            case TEXT_STRING -> ((Ttlv.Text) item).utf8().putInto(out);
            case BYTE_STRING -> ((Ttlv.Bytes) item).value().putInto(out);
            case DATE_TIME -> out.putLong(((Ttlv.DateTime) item).epochSeconds());
            case INTERVAL -> out.putInt((int) ((Ttlv.Interval) item).seconds());
            case DATE_TIME_EXTENDED -> out.putLong(((Ttlv.DateTimeExtended) item).epochMicros());
        }
        int length = out.position() - start - HEADER_BYTES;
        out.putInt(start + 4, length);
        for (int i = length; i < padded(length); i++) {
            out.put((byte) 0);
        }
    }

    private static long padded(long lengthBytes) {
        return (lengthBytes + 7) & ~7L;
    }
}
