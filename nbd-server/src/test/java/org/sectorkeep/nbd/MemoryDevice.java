// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A device in memory. Pages of zeroes count as holes. */
public class MemoryDevice implements NbdDevice {
    static final int PAGE_BYTES = 4096;

    final byte[] content;
    final AtomicInteger flushes = new AtomicInteger();
    private volatile boolean readOnly;
    private volatile boolean zeroingFast = true;

    public MemoryDevice(int sizeBytes) {
        content = new byte[sizeBytes];
    }

    MemoryDevice asReadOnly() {
        readOnly = true;
        return this;
    }

    MemoryDevice withSlowZeroes() {
        zeroingFast = false;
        return this;
    }

    @Override
    public long sizeBytes() {
        return content.length;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public synchronized void read(long offsetBytes, ByteBuffer target) throws IOException {
        target.put(content, (int) offsetBytes, target.remaining());
    }

    @Override
    public synchronized void write(long offsetBytes, ByteBuffer source) throws IOException {
        source.get(content, (int) offsetBytes, source.remaining());
    }

    @Override
    public void flush() {
        flushes.incrementAndGet();
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes) throws IOException {
        writeZeroes(offsetBytes, lengthBytes, Zeroing.MAY_TRIM);
    }

    @Override
    public void writeZeroes(long offsetBytes, long lengthBytes, Zeroing zeroing) throws IOException {
        write(offsetBytes, ByteBuffer.allocate((int) lengthBytes));
    }

    @Override
    public boolean isZeroingFast(Zeroing zeroing) {
        return zeroingFast && zeroing == Zeroing.MAY_TRIM;
    }

    @Override
    public synchronized BlockRun status(long offsetBytes, long maxLengthBytes) {
        int start = (int) offsetBytes;
        int end = Math.min(content.length, (start / PAGE_BYTES + 1) * PAGE_BYTES);
        boolean hole = true;
        for (int i = start - start % PAGE_BYTES; i < end; i++) {
            hole &= content[i] == 0;
        }
        return new BlockRun(
                hole ? BlockRun.Kind.HOLE : BlockRun.Kind.DATA, Math.min(maxLengthBytes, end - (long) start));
    }
}
