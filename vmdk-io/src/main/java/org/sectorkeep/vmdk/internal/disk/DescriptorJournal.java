// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.internal.extent.SparseHeader;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * The file {@code <name>.sectorkeep-journal} beside a sparse file whose embedded descriptor is being replaced, alone or
 * together with the header. All integers are little-endian.
 *
 * <pre>
 *   offset  bytes
 *        0      8  magic: ASCII "SKJOURNL"
 *        8      4  version: 1
 *       12      4  operation: 1, replace the descriptor area; 2, replace all from the header to that area's end
 *       16      8  offset of the area in the disk file, in bytes; 0 in operation 2
 *       24      4  length n of the area, in bytes: a multiple of 512
 *       28      4  zero
 *       32     32  SHA-256 of the disk file's first 512 bytes (its sparse header) before the operation
 *       64      n  the area before
 *     64+n      n  the area after
 *    64+2n     32  SHA-256 of all bytes before
 * </pre>
 *
 * <p>Order: the journal is written and forced, then its folder; the area is written and forced; the journal is removed
 * and the folder forced. A journal whose last digest does not match was never finished, so the area is untouched, and it
 * is ignored. A whole one belongs to a disk if the header matches (in operation 1) and every byte of the area is the one
 * before or the one after; then the area is written again. Otherwise the disk is refused. A journal of another version or operation is
 * refused, whole or not.
 */
final class DescriptorJournal {
    private static final byte[] MAGIC = "SKJOURNL".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    static final int OPERATION_DESCRIPTOR = 1;
    static final int OPERATION_HEAD = 2;
    private static final int DIGEST_BYTES = 32;

    private static final int MAGIC_OFFSET = 0; // 0
    private static final int MAGIC_BYTES = 8;
    private static final int VERSION_OFFSET = MAGIC_OFFSET + MAGIC_BYTES; // 8
    private static final int VERSION_BYTES = 4;
    private static final int OPERATION_OFFSET = VERSION_OFFSET + VERSION_BYTES; // 12
    private static final int OPERATION_BYTES = 4;
    private static final int AREA_OFFSET_OFFSET = OPERATION_OFFSET + OPERATION_BYTES; // 16
    private static final int AREA_OFFSET_BYTES = 8;
    private static final int AREA_LENGTH_OFFSET = AREA_OFFSET_OFFSET + AREA_OFFSET_BYTES; // 24
    private static final int AREA_LENGTH_BYTES = 4;
    private static final int ZERO_OFFSET = AREA_LENGTH_OFFSET + AREA_LENGTH_BYTES; // 28
    private static final int ZERO_BYTES = 4;
    private static final int HEADER_DIGEST_OFFSET = ZERO_OFFSET + ZERO_BYTES; // 32
    private static final int AREAS_OFFSET = HEADER_DIGEST_OFFSET + DIGEST_BYTES; // 64

    /** The longest file that can be one. */
    static final int MAX_BYTES = AREAS_OFFSET + 2 * (1 << 20) + DIGEST_BYTES;

    private final int operation;
    private final long areaOffsetBytes;
    private final byte[] headerDigest;
    private final byte[] before;
    private final byte[] after;

    /** The arrays become this object's. */
    private DescriptorJournal(int operation, long areaOffsetBytes, byte[] headerDigest, byte[] before, byte[] after) {
        this.operation = operation;
        this.areaOffsetBytes = areaOffsetBytes;
        this.headerDigest = headerDigest;
        this.before = before;
        this.after = after;
    }

    /** Of a descriptor area alone. */
    static DescriptorJournal ofDescriptor(byte[] header, long areaOffsetBytes, byte[] before, byte[] after) {
        return new DescriptorJournal(OPERATION_DESCRIPTOR, areaOffsetBytes, sha256(header), before, after);
    }

    /** Of everything from the header to the end of the descriptor area. */
    static DescriptorJournal ofHead(byte[] before, byte[] after) {
        return new DescriptorJournal(
                OPERATION_HEAD, 0, sha256(Arrays.copyOf(before, SparseHeader.BYTES)), before, after);
    }

    static Path pathFor(Path disk) {
        return disk.resolveSibling(disk.getFileName() + ".sectorkeep-journal");
    }

    /** The journal, or nothing if it was never finished. */
    static Optional<DescriptorJournal> read(byte[] bytes, Path path) throws UnsupportedDiskException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < AREAS_OFFSET || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC_BYTES))) {
            return Optional.empty();
        }
        int operation = buffer.getInt(OPERATION_OFFSET);
        boolean known = operation == OPERATION_DESCRIPTOR || operation == OPERATION_HEAD;
        if (buffer.getInt(VERSION_OFFSET) != VERSION || !known) {
            throw new UnsupportedDiskException(path, "it is a journal of an operation unknown to this version");
        }
        long areaBytes = Integer.toUnsignedLong(buffer.getInt(AREA_LENGTH_OFFSET));
        if (bytes.length != AREAS_OFFSET + 2 * areaBytes + DIGEST_BYTES) {
            return Optional.empty();
        }
        int digestOffset = bytes.length - DIGEST_BYTES;
        byte[] digest = sha256(Arrays.copyOf(bytes, digestOffset));
        if (!Arrays.equals(digest, Arrays.copyOfRange(bytes, digestOffset, bytes.length))) {
            return Optional.empty();
        }
        int middle = AREAS_OFFSET + (int) areaBytes;
        return Optional.of(new DescriptorJournal(
                operation,
                buffer.getLong(AREA_OFFSET_OFFSET),
                Arrays.copyOfRange(bytes, HEADER_DIGEST_OFFSET, AREAS_OFFSET),
                Arrays.copyOfRange(bytes, AREAS_OFFSET, middle),
                Arrays.copyOfRange(bytes, middle, digestOffset)));
    }

    byte[] write() {
        ByteBuffer buffer = ByteBuffer.allocate(AREAS_OFFSET + 2 * before.length + DIGEST_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).putInt(VERSION).putInt(operation);
        buffer.putLong(areaOffsetBytes).putInt(before.length).putInt(0);
        buffer.put(headerDigest).put(before).put(after);
        buffer.put(sha256(Arrays.copyOf(buffer.array(), buffer.position())));
        return buffer.array();
    }

    byte[] after() {
        return after;
    }

    long areaOffsetBytes() {
        return areaOffsetBytes;
    }

    int areaBytes() {
        return before.length;
    }

    /** Whether a disk is the one meant, its area being what an interrupted write can have left. */
    boolean belongsTo(byte[] header, byte[] area) {
        return hasPlace(header) && isEitherOrBoth(area);
    }

    /** A header that is itself being replaced may be torn, and is compared with the rest of its area. */
    private boolean hasPlace(byte[] header) {
        if (operation == OPERATION_HEAD) {
            return areaOffsetBytes == 0 && before.length >= SparseHeader.BYTES;
        }
        if (!Arrays.equals(headerDigest, sha256(header))) {
            return false;
        }
        SparseHeader sound = SparseHeader.read(header);
        return areaOffsetBytes == Sectors.toBytes(sound.descriptorSector())
                && before.length == Sectors.toBytes(sound.descriptorSectors());
    }

    private boolean isEitherOrBoth(byte[] area) {
        if (area.length != before.length) {
            return false;
        }
        for (int i = 0; i < area.length; i++) {
            if (area[i] != before[i] && area[i] != after[i]) {
                return false;
            }
        }
        return true;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
