// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A device of 16 TiB that keeps pages which were written; the rest are holes. */
final class HugeDevice implements NbdDevice {
    static final long SIZE_BYTES = 16L << 40;
    private static final int PAGE_BYTES = 4096;

    private final ConcurrentSkipListMap<Long, byte[]> pages = new ConcurrentSkipListMap<>();

    @Override
    public long sizeBytes() {
        return SIZE_BYTES;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public synchronized void read(long offsetBytes, ByteBuffer target) {
        for (long position = offsetBytes; target.hasRemaining(); ) {
            int within = (int) (position % PAGE_BYTES);
            int count = Math.min(PAGE_BYTES - within, target.remaining());
            target.put(pages.getOrDefault(position - within, new byte[PAGE_BYTES]), within, count);
            position += count;
        }
    }

    @Override
    public synchronized void write(long offsetBytes, ByteBuffer source) {
        for (long position = offsetBytes; source.hasRemaining(); ) {
            int within = (int) (position % PAGE_BYTES);
            int count = Math.min(PAGE_BYTES - within, source.remaining());
            source.get(pages.computeIfAbsent(position - within, any -> new byte[PAGE_BYTES]), within, count);
            position += count;
        }
    }

    @Override
    public void flush() {
        // Nothing is kept anywhere else.
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes) {
        pages.subMap(offsetBytes, offsetBytes + lengthBytes).clear();
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes, Zeroing zeroing) {
        trim(offsetBytes, lengthBytes);
    }

    @Override
    public boolean isZeroingFast(Zeroing zeroing) {
        return true;
    }

    @Override
    public BlockRun status(long offsetBytes, long maxLengthBytes) {
        Map.Entry<Long, byte[]> page = pages.ceilingEntry(offsetBytes - offsetBytes % PAGE_BYTES);
        long next = page == null ? SIZE_BYTES : page.getKey();
        return next <= offsetBytes
                ? new BlockRun(BlockRun.Kind.DATA, Math.min(maxLengthBytes, next + PAGE_BYTES - offsetBytes))
                : new BlockRun(BlockRun.Kind.HOLE, Math.min(maxLengthBytes, next - offsetBytes));
    }
}
