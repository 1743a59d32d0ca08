// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.JournalFormatException;
import org.sectorkeep.engine.Resilience;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeFormatException;

/**
 * The first 8 KiB of a journal: what is done to which disk. Big-endian; {@code docs/on-disk-format.md} has the table.
 *
 * @param windowBytes the most content that one record is about
 * @param capacityBytes the size of the disk
 * @param dataBytes how much of it is stored, and so rewritten, in all
 * @param before the envelope of the old form; null when encrypting
 * @param after the envelope of the new form; null when decrypting
 */
public record JournalHeader(
        OperationKind kind,
        Resilience resilience,
        OperationId id,
        int windowBytes,
        long capacityBytes,
        long dataBytes,
        @Nullable Envelope before,
        @Nullable Envelope after) {
    static final int BYTES = 8192;

    /** Windows of 64 MiB would need two buffers of that size and more. */
    public static final int MAX_WINDOW_BYTES = 64 << 20;

    private static final byte[] MAGIC = "SKINPLCE".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int TAG_BYTES = 32;

    /** The whole header, ended by its tag and zeroes. */
    byte[] write(OperationKeys keys) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        buffer.put(MAGIC).putInt(VERSION).putInt(kind.code()).putInt(code(resilience));
        buffer.putInt(windowBytes).put(id.bytes()).putLong(capacityBytes).putLong(dataBytes);
        put(buffer, before);
        put(buffer, after);
        buffer.put(keys.tag(Arrays.copyOf(buffer.array(), buffer.position())));
        return buffer.array();
    }

    /** What a file says that starts as a journal does, whole or not; nothing if it does not. Not authenticated. */
    static Optional<JournalHeader> read(byte[] bytes, Path path) throws JournalFormatException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length < BYTES || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            return Optional.empty();
        }
        buffer.position(MAGIC.length);
        int version = buffer.getInt();
        if (version != VERSION) {
            throw new JournalFormatException(path, "it is of version " + version + ", expected " + VERSION);
        }
        try {
            return Optional.of(read(buffer));
        } catch (BufferUnderflowException | IllegalArgumentException | EnvelopeFormatException e) {
            throw new JournalFormatException(path, "its header is damaged");
        }
    }

    private static JournalHeader read(ByteBuffer buffer) throws EnvelopeFormatException {
        OperationKind kind = OperationKind.ofCode(buffer.getInt()).orElseThrow(IllegalArgumentException::new);
        Resilience resilience = resilience(buffer.getInt());
        int windowBytes = buffer.getInt();
        byte[] id = new byte[OperationId.LENGTH_BYTES];
        buffer.get(id);
        long capacityBytes = buffer.getLong();
        long dataBytes = buffer.getLong();
        boolean window = windowBytes >= SectorMac.PIECE_BYTES && windowBytes <= MAX_WINDOW_BYTES;
        if (!window || windowBytes % SectorMac.PIECE_BYTES != 0 || dataBytes < 0 || capacityBytes < dataBytes) {
            throw new IllegalArgumentException();
        }
        return new JournalHeader(
                kind,
                resilience,
                OperationId.of(id),
                windowBytes,
                capacityBytes,
                dataBytes,
                envelope(buffer),
                envelope(buffer));
    }

    /** Whether the header, as read from {@code bytes}, was written by a holder of the keys. */
    boolean isAuthentic(byte[] bytes, OperationKeys keys) {
        byte[] expected = write(keys);
        return MessageDigest.isEqual(expected, Arrays.copyOf(bytes, BYTES));
    }

    private static void put(ByteBuffer buffer, @Nullable Envelope envelope) {
        byte[] value = envelope == null ? new byte[0] : envelope.encode();
        buffer.putShort((short) value.length).put(value);
    }

    private static @Nullable Envelope envelope(ByteBuffer buffer) throws EnvelopeFormatException {
        int lengthBytes = Short.toUnsignedInt(buffer.getShort());
        if (lengthBytes > Envelope.MAX_BYTES || lengthBytes + TAG_BYTES > buffer.remaining()) {
            throw new IllegalArgumentException();
        }
        byte[] value = new byte[lengthBytes];
        buffer.get(value);
        return lengthBytes == 0 ? null : Envelope.decode(value);
    }

    private static int code(Resilience resilience) {
        return switch (resilience) {
            case CHECKSUM -> 1;
            case JOURNAL -> 2;
        };
    }

    private static Resilience resilience(int code) {
        return switch (code) {
            case 1 -> Resilience.CHECKSUM;
            case 2 -> Resilience.JOURNAL;
            default -> throw new IllegalArgumentException();
        };
    }
}
