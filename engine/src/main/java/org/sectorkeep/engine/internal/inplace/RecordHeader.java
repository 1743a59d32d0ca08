// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The first sector of a record: how far the operation is. Big-endian.
 *
 * <pre>
 *   offset  bytes
 *        0      8  sequence number, from 1 on
 *        8      4  state: 1 begun, 2 window, 3 all rewritten; 4 and 5 like 2 and 3, of a disk that is used meanwhile
 *       12      4  bytes of content in the window
 *       16      8  where the window starts on the disk
 *       24      8  where it ends
 *       32      8  bytes of content rewritten before it
 *       40     32  tag
 *       72    440  zero
 * </pre>
 *
 * @param dataBytes bytes of content in the window; 0 but for a window
 * @param doneBytes bytes of content rewritten, and forced, before the window
 */
record RecordHeader(long sequence, State state, int dataBytes, long startBytes, long endBytes, long doneBytes) {
    static final int BYTES = 512;
    static final int TAG_OFFSET = 40;
    static final int TAG_BYTES = 32;

    enum State {
        BEGUN(1),
        WINDOW(2),
        REWRITTEN(3),
        USED_WINDOW(4),
        USED_REWRITTEN(5);

        private final int code;

        State(int code) {
            this.code = code;
        }

        boolean isWindow() {
            return this == WINDOW || this == USED_WINDOW;
        }

        boolean isRewritten() {
            return this == REWRITTEN || this == USED_REWRITTEN;
        }

        /** Whether others used the disk since the operation began, so that it may hold more or less than at first. */
        boolean isUsed() {
            return this == USED_WINDOW || this == USED_REWRITTEN;
        }
    }

    static RecordHeader begun() {
        return new RecordHeader(1, State.BEGUN, 0, 0, 0, 0);
    }

    /** Content rewritten for certain, once the next record is there. */
    long doneAfterwardsBytes() {
        return doneBytes + dataBytes;
    }

    /** What the tag covers. */
    byte[] write() {
        return ByteBuffer.allocate(TAG_OFFSET)
                .putLong(sequence)
                .putInt(state.code)
                .putInt(dataBytes)
                .putLong(startBytes)
                .putLong(endBytes)
                .putLong(doneBytes)
                .array();
    }

    /** Nothing if the bytes are none that could have been written for such a journal. */
    static Optional<RecordHeader> read(byte[] bytes, JournalHeader journal) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long sequence = buffer.getLong();
        int code = buffer.getInt();
        int dataBytes = buffer.getInt();
        long startBytes = buffer.getLong();
        long endBytes = buffer.getLong();
        long doneBytes = buffer.getLong();
        boolean sizes = dataBytes >= 0
                && dataBytes <= journal.windowBytes()
                && dataBytes % SectorMac.PIECE_BYTES == 0
                && startBytes >= 0
                && startBytes <= endBytes
                && endBytes <= journal.capacityBytes()
                && doneBytes >= 0;
        for (State state : State.values()) {
            long mostBytes = state.isUsed() ? journal.capacityBytes() : journal.dataBytes();
            if (sequence > 0 && sizes && doneBytes <= mostBytes - dataBytes && state.code == code) {
                return Optional.of(new RecordHeader(sequence, state, dataBytes, startBytes, endBytes, doneBytes));
            }
        }
        return Optional.empty();
    }
}
