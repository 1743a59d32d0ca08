// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.copy;

import java.io.IOException;
import java.util.Optional;
import org.sectorkeep.engine.internal.io.GrainMap;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Cuts a disk that is to be copied in chunks that begin and end where grains of the target do. Where holes may stay
 * holes they are stepped over, by the tables of the source or those of the file system, so that a large empty disk takes no time.
 */
final class CopyPlan {
    private static final int CHUNK_BYTES = 1 << 20;

    /** The granule of a flat target: what is zero throughout is left to the file system as a hole. */
    private static final int FLAT_GRANULE_BYTES = 64 << 10;

    private final VirtualDisk source;
    private final DiskCopy.Reader plaintext;
    private final GrainMap target;
    private final boolean holesStay;
    private final long capacityBytes;
    private final long totalBytes;
    private long positionBytes;

    /**
     * @param holesStay whether what is not written in the target reads as zeroes; else all of it must be written
     */
    CopyPlan(VirtualDisk source, DiskCopy.Reader plaintext, VirtualDisk target, boolean holesStay) throws IOException {
        this.source = source;
        this.plaintext = plaintext;
        this.target = new GrainMap(target.extents());
        this.holesStay = holesStay;
        this.capacityBytes = source.capacityBytes();
        this.totalBytes = dataBytes(0, capacityBytes);
    }

    /**
     * Part of the copy.
     *
     * @param dataBytes how much of it counts as content
     */
    record Chunk(long offsetBytes, int lengthBytes, long dataBytes) {}

    /** What all chunks count as content together. */
    long totalBytes() {
        return totalBytes;
    }

    boolean holesStay() {
        return holesStay;
    }

    /** What is skipped in the target if all of it is zero, where holes may stay. */
    int granuleBytes(long offsetBytes) {
        int grainBytes = target.grainBytes(offsetBytes);
        return grainBytes == 0 ? FLAT_GRANULE_BYTES : grainBytes;
    }

    /** Whether the source says by its tables that part of a range has content; a flat source has no tables. */
    boolean isStored(long offsetBytes, int lengthBytes) throws IOException {
        for (long position = offsetBytes; position < offsetBytes + lengthBytes; ) {
            AllocatedRange range = source.range(position, offsetBytes + lengthBytes - position);
            if (range.kind() == AllocatedRange.Kind.DATA && source.grainBytes(position) > 0) {
                return true;
            }
            position += range.lengthBytes();
        }
        return false;
    }

    /** The next chunk, or nothing when all are given out. */
    synchronized Optional<Chunk> next() throws IOException {
        long data = holesStay ? nextData(positionBytes) : positionBytes;
        if (data >= capacityBytes) {
            return Optional.empty();
        }
        long extentStart = target.extentStart(data);
        long into = data - extentStart;
        long start = extentStart + into - into % granuleBytes(data);
        long end = Math.min(target.extentEnd(data), extentStart + (into / chunkBytes(data) + 1) * chunkBytes(data));
        positionBytes = end;
        return Optional.of(new Chunk(start, (int) (end - start), dataBytes(start, end)));
    }

    /** The longest chunk in the extent of the byte. */
    int chunkBytes(long offsetBytes) {
        return Math.max(CHUNK_BYTES, granuleBytes(offsetBytes));
    }

    /** As the tables of the source say, and of their data what its reader knows. */
    private AllocatedRange range(long offsetBytes, long maxBytes) throws IOException {
        AllocatedRange byTables = source.range(offsetBytes, maxBytes);
        return byTables.kind() == AllocatedRange.Kind.DATA
                ? plaintext.range(offsetBytes, byTables.lengthBytes())
                : byTables;
    }

    private long nextData(long from) throws IOException {
        long position = from;
        while (position < capacityBytes) {
            AllocatedRange range = range(position, capacityBytes - position);
            if (range.kind() == AllocatedRange.Kind.DATA) {
                return position;
            }
            position += range.lengthBytes();
        }
        return position;
    }

    private long dataBytes(long from, long to) throws IOException {
        if (!holesStay) {
            return to - from;
        }
        long sum = 0;
        for (long position = from; position < to; ) {
            AllocatedRange range = range(position, to - position);
            sum += range.kind() == AllocatedRange.Kind.DATA ? range.lengthBytes() : 0;
            position += range.lengthBytes();
        }
        return sum;
    }
}
