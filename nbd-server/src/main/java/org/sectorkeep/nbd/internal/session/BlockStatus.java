// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.nbd.BlockRun;
import org.sectorkeep.nbd.NbdDevice;
import org.sectorkeep.nbd.internal.wire.HeaderKind;

/** Collects the extents of a block status reply: neighbours alike are one, and there are so many at most. */
final class BlockStatus {
    /** The id of {@code base:allocation}, the only context. */
    static final int CONTEXT_ID = 1;

    private static final int STATE_HOLE = 1 << 0;
    private static final int STATE_ZERO = 1 << 1;
    private static final int MAX_EXTENT_COUNT = 4096;
    /** How often a device is asked at most, however short its runs are. */
    private static final int MAX_RUN_COUNT = 65_536;

    private final HeaderKind headers;
    private final int maxExtentCount;
    private final ByteBuffer payload;
    private int extentCount;
    private long openBytes;
    private int openState;

    private BlockStatus(HeaderKind headers, int maxExtentCount) {
        this.headers = headers;
        this.maxExtentCount = maxExtentCount;
        this.payload = ByteBuffer.allocate(2 * Integer.BYTES + maxExtentCount * 2 * Long.BYTES);
    }

    /** The payload of the chunk that tells of a range: of its beginning only, if it has too many extents. */
    static ByteBuffer of(NbdDevice device, HeaderKind headers, long offsetBytes, long lengthBytes) throws IOException {
        return new BlockStatus(headers, MAX_EXTENT_COUNT).collect(device, offsetBytes, lengthBytes);
    }

    /** The payload that tells of the first extent only. */
    static ByteBuffer ofFirst(NbdDevice device, HeaderKind headers, long offsetBytes, long lengthBytes)
            throws IOException {
        return new BlockStatus(headers, 1).collect(device, offsetBytes, lengthBytes);
    }

    private ByteBuffer collect(NbdDevice device, long offsetBytes, long lengthBytes) throws IOException {
        payload.putInt(CONTEXT_ID);
        if (headers == HeaderKind.EXTENDED) {
            payload.putInt(0);
        }
        long end = offsetBytes + lengthBytes;
        long position = offsetBytes;
        for (int runs = 0; position < end && extentCount < maxExtentCount && runs < MAX_RUN_COUNT; runs++) {
            BlockRun run = device.status(position, end - position);
            add(state(run.kind()), run.lengthBytes());
            position += run.lengthBytes();
        }
        closeExtent();
        if (headers == HeaderKind.EXTENDED) {
            payload.putInt(Integer.BYTES, extentCount);
        }
        return payload.flip();
    }

    private void add(int state, long lengthBytes) {
        if (openBytes > 0 && state != openState) {
            closeExtent();
        }
        openState = state;
        openBytes += lengthBytes;
    }

    private void closeExtent() {
        if (openBytes == 0 || extentCount == maxExtentCount) {
            return;
        }
        if (headers == HeaderKind.EXTENDED) {
            payload.putLong(openBytes).putLong(openState);
        } else {
            payload.putInt((int) openBytes).putInt(openState);
        }
        extentCount++;
        openBytes = 0;
    }

    private static int state(BlockRun.Kind kind) {
        return switch (kind) {
            case DATA -> 0;
            case ALLOCATED_ZEROES -> STATE_ZERO;
            case HOLE -> STATE_HOLE | STATE_ZERO;
        };
    }
}
