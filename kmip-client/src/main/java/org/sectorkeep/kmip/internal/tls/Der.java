// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** As much of DER (X.690) as it takes to dress a bare private key as PKCS#8. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    /** Context tag 0, constructed. */
    static final int CONTEXT_0 = 0xA0;

    private static final int SHORT_LENGTH_MAX = 0x7F;
    private static final int MAX_LENGTH_BYTES = 3;

    private final ByteBuffer rest;

    private Der(ByteBuffer rest) {
        this.rest = rest;
    }

    static Der of(byte[] bytes) {
        return new Der(ByteBuffer.wrap(bytes));
    }

    boolean isAtEnd() {
        return !rest.hasRemaining();
    }

    int peekTag() throws DerException {
        if (isAtEnd()) {
            throw new DerException();
        }
        return Byte.toUnsignedInt(rest.get(rest.position()));
    }

    /** The elements of the constructed element at hand, which must have this tag. */
    Der enter(int tag) throws DerException {
        return new Der(content(tag));
    }

    /** Passes over the element at hand. */
    void skip() throws DerException {
        content(peekTag());
    }

    /** The content of the element at hand, which must have this tag. */
    byte[] bytes(int tag) throws DerException {
        ByteBuffer content = content(tag);
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }

    private ByteBuffer content(int tag) throws DerException {
        if (peekTag() != tag) {
            throw new DerException();
        }
        rest.get();
        int lengthBytes = length();
        if (lengthBytes > rest.remaining()) {
            throw new DerException();
        }
        ByteBuffer content = rest.slice(rest.position(), lengthBytes);
        rest.position(rest.position() + lengthBytes);
        return content;
    }

    private int length() throws DerException {
        if (isAtEnd()) {
            throw new DerException();
        }
        int first = Byte.toUnsignedInt(rest.get());
        if (first <= SHORT_LENGTH_MAX) {
            return first;
        }
        int count = first & SHORT_LENGTH_MAX;
        if (count == 0 || count > MAX_LENGTH_BYTES || count > rest.remaining()) {
            throw new DerException();
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | Byte.toUnsignedInt(rest.get());
        }
        return length;
    }

    /** An element of this tag around the parts in their order. The caller wipes it if the parts are secret. */
    static byte[] element(int tag, byte[]... parts) {
        int lengthBytes = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer out = ByteBuffer.allocate(headerBytes(lengthBytes) + lengthBytes);
        out.put((byte) tag);
        putLength(out, lengthBytes);
        for (byte[] part : parts) {
            out.put(part);
        }
        return out.array();
    }

    private static int headerBytes(int length) {
        if (length <= SHORT_LENGTH_MAX) {
            return 2;
        }
        return length <= 0xFF ? 3 : length <= 0xFFFF ? 4 : 5;
    }

    private static void putLength(ByteBuffer out, int length) {
        int count = headerBytes(length) - 2;
        if (count == 0) {
            out.put((byte) length);
            return;
        }
        out.put((byte) (0x80 | count));
        for (int i = count - 1; i >= 0; i--) {
            out.put((byte) (length >>> (8 * i)));
        }
    }
}
