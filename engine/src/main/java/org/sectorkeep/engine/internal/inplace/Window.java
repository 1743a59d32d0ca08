// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * So much of the disk as is rewritten in one step: the stored content from one place on, without the holes between, and
 * the record that protects it. Used again for window after window.
 */
final class Window {
    /** The tables are asked for so much at once: holes are stepped over quickly, long runs not counted again and again. */
    private static final long LOOK_AHEAD_BYTES = 256L << 20;

    private final int capacityBytes;
    private final ByteBuffer content;
    private final ByteBuffer record;
    private final List<Slice> slices = new ArrayList<>();
    private long startBytes;
    private long endBytes;
    private int dataBytes;

    Window(JournalHeader header, Protection protection) {
        this.capacityBytes = header.windowBytes();
        this.content = ByteBuffer.allocateDirect(capacityBytes);
        this.record = ByteBuffer.allocateDirect(RecordHeader.BYTES + protection.payloadBytes(capacityBytes));
    }

    /** Takes as much as fits from a place on; all is empty if nothing more is stored. */
    void plan(VirtualDisk disk, long fromBytes) throws IOException {
        plan(disk, fromBytes, disk.capacityBytes(), capacityBytes);
    }

    /** The same, but no more content than that. */
    void planAtMost(VirtualDisk disk, long fromBytes, int mostBytes) throws IOException {
        plan(disk, fromBytes, disk.capacityBytes(), Math.min(mostBytes, capacityBytes));
    }

    void planBetween(VirtualDisk disk, long fromBytes, long toBytes) throws IOException {
        plan(disk, fromBytes, toBytes, capacityBytes);
    }

    private void plan(VirtualDisk disk, long fromBytes, long toBytes, int mostBytes) throws IOException {
        slices.clear();
        dataBytes = 0;
        startBytes = fromBytes;
        long position = fromBytes;
        while (position < toBytes && dataBytes < mostBytes) {
            AllocatedRange range = disk.ownRange(position, Math.min(toBytes - position, LOOK_AHEAD_BYTES));
            long takenBytes = range.lengthBytes();
            if (range.kind() == AllocatedRange.Kind.DATA) {
                takenBytes = Math.min(takenBytes, mostBytes - dataBytes);
                add(position, (int) takenBytes);
            }
            position += takenBytes;
        }
        endBytes = position;
    }

    private void add(long offsetBytes, int lengthBytes) {
        for (int at = 0; at < lengthBytes; at += Slice.MAX_BYTES) {
            int piece = Math.min(Slice.MAX_BYTES, lengthBytes - at);
            slices.add(new Slice(offsetBytes + at, dataBytes + at, piece));
        }
        dataBytes += lengthBytes;
    }

    boolean isEmpty() {
        return slices.isEmpty();
    }

    List<Slice> slices() {
        return slices;
    }

    int dataBytes() {
        return dataBytes;
    }

    long endBytes() {
        return endBytes;
    }

    int pieceCount() {
        return dataBytes / SectorMac.PIECE_BYTES;
    }

    ByteBuffer content() {
        return content;
    }

    /** The room for what protects the window, behind the record's header. */
    ByteBuffer payload() {
        return record.slice(RecordHeader.BYTES, record.capacity() - RecordHeader.BYTES);
    }

    /** Header and payload, to be written at once. */
    ByteBuffer record() {
        return record;
    }

    RecordHeader header(long sequence, RecordHeader.State state, long doneBytes) {
        return new RecordHeader(sequence, state, dataBytes, startBytes, endBytes, doneBytes);
    }

    void read(VirtualDisk disk, Slice slice) throws IOException {
        disk.read(slice.offsetBytes(), slice.of(content));
    }

    /** Writes all of it in its place and brings it to the storage. */
    void writeBack(VirtualDisk disk) throws IOException {
        for (int i = 0; i < slices.size(); ) {
            Slice first = slices.get(i);
            int lengthBytes = 0;
            while (i < slices.size() && slices.get(i).offsetBytes() == first.offsetBytes() + lengthBytes) {
                lengthBytes += slices.get(i).lengthBytes();
                i++;
            }
            disk.rewrite(first.offsetBytes(), content.slice(first.at(), lengthBytes));
        }
        disk.flush(startBytes, endBytes - startBytes);
    }
}
