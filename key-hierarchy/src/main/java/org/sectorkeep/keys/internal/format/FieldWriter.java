// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes big-endian numbers and fields, each field after its length in two bytes. For public data only. */
public final class FieldWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Bytes as they are, without a length. */
    public FieldWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The low {@code widthBytes} bytes of a number, most significant first, without a length. */
    public FieldWriter number(long value, int widthBytes) {
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        out.write(all, Long.BYTES - widthBytes, widthBytes);
        return this;
    }

    /** A length in two bytes, then the value. */
    public FieldWriter field(byte[] value) {
        return fieldLength(value.length).raw(value);
    }

    /** A length in two bytes, then the number in as many bytes. */
    public FieldWriter numberField(long value, int widthBytes) {
        return fieldLength(widthBytes).number(value, widthBytes);
    }

    /** A length in two bytes, then the text in UTF-8. */
    public FieldWriter textField(String value) {
        return field(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Only the length of a field whose value follows. */
    public FieldWriter fieldLength(int lengthBytes) {
        return number(lengthBytes, FieldReader.LENGTH_BYTES);
    }

    /** All that was written so far. */
    public byte[] toByteArray() {
        return out.toByteArray();
    }
}
