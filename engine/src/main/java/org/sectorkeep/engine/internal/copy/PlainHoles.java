// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.OpenFileHoles;
import org.sectorkeep.engine.internal.io.Zeroes;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Reads a disk in the clear without the holes that the file system has in its flat files: they are zeroes. Not for
 * ciphertext, whose zeroes are not those of the content.
 */
public final class PlainHoles implements DiskCopy.Reader {
    private static final int SECTOR_BYTES = 512;

    private final VirtualDisk disk;
    private final DiskCopy.Reader reader;
    private final List<Part> parts = new ArrayList<>();

    /**
     * Takes a disk that is open, and stays so.
     *
     * @param reader reads its content
     */
    public PlainHoles(VirtualDisk disk, DiskCopy.Reader reader) throws IOException {
        this.disk = disk;
        this.reader = reader;
        for (ExtentInfo extent : disk.extents()) {
            if (extent.kind() == ExtentInfo.Kind.FLAT) {
                Optional<OpenFileHoles> holes = OpenFileHoles.of(extent.file());
                holes.ifPresent(found -> parts.add(new Part(extent, found)));
            }
        }
    }

    /** A flat extent whose holes can be found out. */
    private static final class Part {
        private final long startBytes;
        private final long endBytes;
        private final long fileOffsetBytes;
        private final OpenFileHoles holes;

        /** The run looked up last: finding its end may take the file system as long as the run is. */
        private volatile AllocatedRange known;

        private Part(ExtentInfo extent, OpenFileHoles holes) {
            this.startBytes = extent.startSector() * SECTOR_BYTES;
            this.endBytes = startBytes + extent.sectorCount() * SECTOR_BYTES;
            this.fileOffsetBytes = extent.fileOffsetSectors() * SECTOR_BYTES;
            this.holes = holes;
            this.known = lookUp(startBytes);
        }

        boolean holds(long offsetBytes) {
            return startBytes <= offsetBytes && offsetBytes < endBytes;
        }

        AllocatedRange range(long offsetBytes, long maxBytes) {
            AllocatedRange run = known;
            if (offsetBytes < run.offsetBytes() || offsetBytes >= run.offsetBytes() + run.lengthBytes()) {
                run = lookUp(offsetBytes);
                known = run;
            }
            return within(run, offsetBytes, maxBytes);
        }

        AllocatedRange rangeNow(long offsetBytes, long maxBytes) {
            return within(lookUp(offsetBytes), offsetBytes, maxBytes);
        }

        private static AllocatedRange within(AllocatedRange run, long offsetBytes, long maxBytes) {
            long rest = run.offsetBytes() + run.lengthBytes() - offsetBytes;
            return new AllocatedRange(run.kind(), offsetBytes, Math.min(maxBytes, rest));
        }

        private AllocatedRange lookUp(long offsetBytes) {
            long inFile = offsetBytes - startBytes + fileOffsetBytes;
            long rest = endBytes - offsetBytes;
            long hole = Math.min(rest, holes.holeEndBytes(inFile) - inFile);
            if (hole > 0) {
                return new AllocatedRange(AllocatedRange.Kind.UNALLOCATED, offsetBytes, hole);
            }
            long data = Math.min(rest, holes.dataEndBytes(inFile) - inFile);
            return new AllocatedRange(AllocatedRange.Kind.DATA, offsetBytes, data);
        }
    }

    @Override
    public AllocatedRange range(long offsetBytes, long maxBytes) throws IOException {
        AllocatedRange range = disk.range(offsetBytes, maxBytes);
        Part part = range.kind() == AllocatedRange.Kind.DATA ? part(offsetBytes) : null;
        return part == null ? range : part.range(offsetBytes, range.lengthBytes());
    }

    /** The same of a disk that is written meanwhile: the file system is asked each time. */
    public AllocatedRange rangeNow(long offsetBytes, long maxBytes) throws IOException {
        AllocatedRange range = disk.range(offsetBytes, maxBytes);
        Part part = range.kind() == AllocatedRange.Kind.DATA ? part(offsetBytes) : null;
        return part == null ? range : part.rangeNow(offsetBytes, range.lengthBytes());
    }

    private @Nullable Part part(long offsetBytes) {
        for (Part part : parts) {
            if (part.holds(offsetBytes)) {
                return part;
            }
        }
        return null;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        long position = offsetBytes;
        while (target.hasRemaining()) {
            AllocatedRange range = range(position, target.remaining());
            ByteBuffer piece = target.slice(target.position(), (int) range.lengthBytes());
            if (range.kind() == AllocatedRange.Kind.DATA) {
                reader.read(position, piece);
            } else {
                Zeroes.fill(piece);
            }
            target.position(target.position() + (int) range.lengthBytes());
            position += range.lengthBytes();
        }
    }
}
