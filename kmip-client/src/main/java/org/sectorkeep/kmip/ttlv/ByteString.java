// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.ttlv;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Bytes of a message that may be a secret: copied in, wiped in place, never printed. Trees and the messages made of
 * them share their byte strings, so that wiping one wipes the other. Equality takes the same time wherever two of one
 * length differ, and the hash code is that of the length. Safe for use by several threads as long as none wipes it.
 */
public final class ByteString {
    /** No bytes. */
    public static final ByteString EMPTY = new ByteString(new byte[0]);

    private final byte[] bytes;

    private ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies an array.
     *
     * @param bytes the bytes; still the caller's to wipe
     * @return a copy
     */
    public static ByteString copyOf(byte[] bytes) {
        return new ByteString(bytes.clone());
    }

    /**
     * Copies what remains in a buffer.
     *
     * @param source a direct or heap buffer; its position and limit stay
     * @return a copy
     */
    public static ByteString copyOf(ByteBuffer source) {
        byte[] copy = new byte[source.remaining()];
        source.get(source.position(), copy);
        return new ByteString(copy);
    }

    /**
     * Encodes characters as UTF-8 and leaves no other copy of them.
     *
     * @param text the characters, such as a password; still the caller's to wipe
     * @return their UTF-8
     * @throws IllegalArgumentException if a surrogate lacks its other half
     */
    public static ByteString utf8(char[] text) {
        return new ByteString(Utf8.encode(CharBuffer.wrap(text)));
    }

    /**
     * Encodes text as UTF-8.
     *
     * @param text no secret, since a string cannot be wiped
     * @return its UTF-8
     * @throws IllegalArgumentException if a surrogate lacks its other half
     */
    public static ByteString utf8(String text) {
        return new ByteString(Utf8.encode(text));
    }

    /** Takes the array itself. */
    static ByteString owning(byte[] bytes) {
        return new ByteString(bytes);
    }

    /** The array itself. */
    byte[] shared() {
        return bytes;
    }

    /**
     * How many bytes.
     *
     * @return 0 or more
     */
    public int lengthBytes() {
        return bytes.length;
    }

    /**
     * Writes the bytes to a buffer, at its position.
     *
     * @param target has room for {@link #lengthBytes()}; its position moves behind them
     * @throws java.nio.BufferOverflowException if it has not
     */
    public void putInto(ByteBuffer target) {
        target.put(bytes);
    }

    /**
     * Copies the bytes out.
     *
     * @return a copy; the caller wipes it if it is a secret
     */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** Overwrites the bytes with zeroes, for all that share them. */
    public void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.length;
    }

    /**
     * The length only.
     *
     * @return such as {@code ByteString[32]}
     */
    @Override
    public String toString() {
        return "ByteString[" + bytes.length + "]";
    }
}
