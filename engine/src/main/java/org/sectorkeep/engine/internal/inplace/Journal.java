// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.JournalFormatException;
import org.sectorkeep.engine.internal.io.Zeroes;
import org.sectorkeep.vmdk.SideFile;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * The journal of one operation, open: a header, then two slots that take records in turn. One of them is always whole,
 * since a record is forced before its window is written, and the window before the next record.
 */
public final class Journal implements Closeable {
    private static final int SLOT_ALIGNMENT_BYTES = 4096;
    private static final int SLOT_COUNT = 2;
    private static final int ZEROES_BYTES = 1 << 20;

    private final SideFile file;
    private final JournalHeader header;
    private final OperationKeys keys;
    private final Protection protection;

    private Journal(SideFile file, JournalHeader header, OperationKeys keys) {
        this.file = file;
        this.header = header;
        this.keys = keys;
        this.protection = Protection.of(header.resilience());
    }

    /** What the file of such a journal takes. */
    public static long sizeBytes(JournalHeader header) {
        return slotOffsetBytes(header, SLOT_COUNT);
    }

    /** Where a slot starts; the one behind the last is the end of the file. */
    private static long slotOffsetBytes(JournalHeader header, long slot) {
        int payloadBytes = Protection.of(header.resilience()).payloadBytes(header.windowBytes());
        int recordBytes = RecordHeader.BYTES + payloadBytes;
        int unitCount = (recordBytes + SLOT_ALIGNMENT_BYTES - 1) / SLOT_ALIGNMENT_BYTES;
        return JournalHeader.BYTES + slot * unitCount * SLOT_ALIGNMENT_BYTES;
    }

    /** Makes it, at its full size, with a record that nothing has been rewritten; all of it is in the storage then. */
    public static Journal create(VirtualDisk disk, Path path, JournalHeader header, OperationKeys keys)
            throws IOException {
        SideFile file = disk.createSideFile(path);
        boolean made = false;
        try {
            Journal journal = new Journal(file, header, keys);
            journal.fill();
            made = true;
            return journal;
        } finally {
            if (!made) {
                file.close();
                disk.removeSideFile(path);
            }
        }
    }

    private void fill() throws IOException {
        ByteBuffer zeroes = ByteBuffer.allocateDirect(ZEROES_BYTES);
        long sizeBytes = sizeBytes(header);
        for (long at = 0; at < sizeBytes; at += ZEROES_BYTES) {
            file.write(at, zeroes.slice(0, (int) Math.min(ZEROES_BYTES, sizeBytes - at)));
        }
        file.write(0, ByteBuffer.wrap(header.write(keys)));
        file.force(); // so that a header that is torn has no record behind it
        append(RecordHeader.begun(), ByteBuffer.allocateDirect(RecordHeader.BYTES), new byte[0]);
        file.forceName();
    }

    /** What a file says of itself; nothing if it was never finished. Needs no key, and so is not authenticated. */
    public static Optional<Summary> peek(SideFile file) throws IOException {
        Optional<JournalHeader> header = header(file);
        if (header.isEmpty() || file.sizeBytes() < sizeBytes(header.get())) {
            return Optional.empty();
        }
        @Nullable RecordHeader newest = null;
        for (int slot = 0; slot < SLOT_COUNT; slot++) {
            byte[] bytes = read(file, slotOffsetBytes(header.get(), slot), RecordHeader.BYTES);
            RecordHeader record = RecordHeader.read(bytes, header.get()).orElse(null);
            if (record != null && (newest == null || record.sequence() > newest.sequence())) {
                newest = record;
            }
        }
        return newest == null ? Optional.empty() : Optional.of(Summary.of(header.get(), newest));
    }

    private static Optional<JournalHeader> header(SideFile file) throws IOException {
        try {
            return JournalHeader.read(start(file), file.path());
        } catch (JournalFormatException e) {
            if (hasRecords(file)) {
                throw e;
            }
            return Optional.empty(); // torn while it was being made
        }
    }

    private static boolean hasRecords(SideFile file) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(ZEROES_BYTES);
        for (long at = JournalHeader.BYTES; at < file.sizeBytes(); at += ZEROES_BYTES) {
            piece.clear().limit((int) Math.min(ZEROES_BYTES, file.sizeBytes() - at));
            file.read(at, piece);
            if (!Zeroes.areAllOf(piece.flip())) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a journal says.
     *
     * @param progress how far the operation is
     * @param doneBytes bytes of content that are rewritten for certain
     * @param totalBytes bytes of content in all, as far as is known
     * @param isUsed whether others used the disk since the operation began, so that there may be more or less in all
     */
    public record Summary(JournalHeader header, Progress progress, long doneBytes, long totalBytes, boolean isUsed) {
        private static Summary of(JournalHeader header, RecordHeader newest) {
            Progress progress = switch (newest.state()) {
                case BEGUN -> Progress.NOTHING_REWRITTEN;
                case WINDOW, USED_WINDOW -> Progress.UNDER_WAY;
                case REWRITTEN, USED_REWRITTEN -> Progress.ALL_REWRITTEN;
            };
            long totalBytes = Math.max(header.dataBytes(), newest.doneAfterwardsBytes());
            return new Summary(
                    header,
                    progress,
                    newest.doneBytes(),
                    totalBytes,
                    newest.state().isUsed());
        }
    }

    /** How far an operation is. */
    public enum Progress {
        NOTHING_REWRITTEN,
        UNDER_WAY,
        ALL_REWRITTEN
    }

    /** Opens one whose header has been looked at; takes over the file, which is closed if that fails. */
    public static Journal open(SideFile file, JournalHeader header, OperationKeys keys) throws IOException {
        if (!header.isAuthentic(start(file), keys)) {
            throw new JournalFormatException(file.path(), "it was changed, or is of another operation");
        }
        return new Journal(file, header, keys);
    }

    private static byte[] start(SideFile file) throws IOException {
        return read(file, 0, (int) Math.min(JournalHeader.BYTES, file.sizeBytes()));
    }

    private static byte[] read(SideFile file, long positionBytes, int lengthBytes) throws IOException {
        byte[] bytes = new byte[lengthBytes];
        file.read(positionBytes, ByteBuffer.wrap(bytes));
        return bytes;
    }

    JournalHeader header() {
        return header;
    }

    /** How much is rewritten in all. */
    public long dataBytes() {
        return header.dataBytes();
    }

    OperationKeys keys() {
        return keys;
    }

    Protection protection() {
        return protection;
    }

    /**
     * The newest whole record.
     *
     * @param target its payload comes into this window's
     */
    RecordHeader newest(Window target) throws IOException {
        RecordHeader first = whole(0, target).orElse(null);
        RecordHeader second = whole(1, target).orElse(null);
        if (second != null && (first == null || second.sequence() > first.sequence())) {
            return second;
        }
        if (first == null) {
            throw new JournalFormatException(file.path(), "neither of its records is whole");
        }
        return whole(0, target).orElseThrow(() -> new JournalFormatException(file.path(), "it changes"));
    }

    private Optional<RecordHeader> whole(int slot, Window target) throws IOException {
        long at = slotOffsetBytes(header, slot);
        byte[] start = read(file, at, RecordHeader.BYTES);
        Optional<RecordHeader> record = RecordHeader.read(start, header);
        if (record.isEmpty()) {
            return record;
        }
        ByteBuffer payload =
                target.payload().slice(0, protection.payloadBytes(record.get().dataBytes()));
        file.read(at + RecordHeader.BYTES, payload);
        byte[] tag = tag(record.get(), keys.mac().calculator().summary(payload.flip()));
        byte[] found =
                Arrays.copyOfRange(start, RecordHeader.TAG_OFFSET, RecordHeader.TAG_OFFSET + RecordHeader.TAG_BYTES);
        return MessageDigest.isEqual(tag, found) ? record : Optional.empty();
    }

    /** Writes a record over the older one of the two, and brings it to the storage. */
    void append(RecordHeader record, ByteBuffer buffer, byte[] summary) throws IOException {
        ByteBuffer whole = buffer.slice(0, RecordHeader.BYTES + protection.payloadBytes(record.dataBytes()));
        whole.put(0, record.write());
        whole.put(RecordHeader.TAG_OFFSET, tag(record, summary));
        file.write(slotOffsetBytes(header, record.sequence() % SLOT_COUNT), whole);
        file.force();
    }

    private byte[] tag(RecordHeader record, byte[] summary) {
        return keys.tag(header.id().bytes(), record.write(), summary);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
