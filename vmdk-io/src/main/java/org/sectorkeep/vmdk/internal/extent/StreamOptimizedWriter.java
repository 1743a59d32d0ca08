// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * A stream-optimized extent that is being made ("Virtual Disk Format 5.0", Stream-Optimized Compressed Extents): header,
 * descriptor, grains, then each grain table, the grain directory and the footer, each behind its marker, and the marker of
 * the end. Takes whole grains, each once, and deflates them in the threads that bring them; a grain of zeroes is left out.
 *
 * <p>Grains go into the file by their place on the disk, as far as those that come too early fit the memory set aside for
 * that; the format allows any order.
 */
public final class StreamOptimizedWriter implements Extent {
    private static final int MAX_WAITING_BYTES = 1 << 25;

    private final LockedFile file;
    private final SparseHeader header;
    private final GrainDeflater deflater;
    private final int[][] tables;
    private final TreeMap<Long, byte[]> waiting = new TreeMap<>();
    private int waitingBytes;
    private long nextSector;
    private @Nullable IOException failure;

    public StreamOptimizedWriter(LockedFile file, long capacitySectors) {
        this.file = file;
        this.header = new SparseSkeleton(capacitySectors).streamHeader();
        this.deflater = new GrainDeflater(grainBytes());
        this.tables = new int[(int) Sectors.ceilDiv(grainCount(), header.entriesPerTable())][];
        this.nextSector = header.overheadSectors();
    }

    private long grainCount() {
        return Sectors.ceilDiv(header.capacitySectors(), header.grainSectors());
    }

    @Override
    public long lengthBytes() {
        return Sectors.toBytes(header.capacitySectors());
    }

    @Override
    public ExtentInfo.Kind kind() {
        return ExtentInfo.Kind.STREAM_OPTIMIZED;
    }

    @Override
    public int grainBytes() {
        return (int) Sectors.toBytes(header.grainSectors());
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        boolean toTheEnd = offsetBytes + source.remaining() == lengthBytes();
        if (offsetBytes % grainBytes() != 0 || (source.remaining() % grainBytes() != 0 && !toTheEnd)) {
            throw refused("takes whole grains only while it is made");
        }
        for (long offset = offsetBytes; source.hasRemaining(); offset += grainBytes()) {
            int length = Math.min(grainBytes(), source.remaining());
            ByteBuffer content = source.slice(source.position(), length);
            if (!Zeroes.areAllOf(content)) {
                add(offset / grainBytes(), deflater.deflate(offset / Sectors.SECTOR_BYTES, content));
            }
            source.position(source.position() + length);
        }
    }

    private synchronized void add(long grain, byte[] stored) throws IOException {
        requireHealthy();
        if (entry(grain) != GrainEntry.RAW_UNALLOCATED || waiting.putIfAbsent(grain, stored) != null) {
            throw refused("takes each grain once only while it is made");
        }
        waitingBytes += stored.length;
        if (waitingBytes > MAX_WAITING_BYTES) {
            store(MAX_WAITING_BYTES / 2);
        }
    }

    private int entry(long grain) {
        int[] table = tables[(int) (grain / header.entriesPerTable())];
        return table == null ? GrainEntry.RAW_UNALLOCATED : table[(int) (grain % header.entriesPerTable())];
    }

    /** Writes grains, the first on the disk first, until only so many bytes wait. */
    private void store(int maxWaitingBytes) throws IOException {
        while (waitingBytes > maxWaitingBytes) {
            Map.Entry<Long, byte[]> first = waiting.pollFirstEntry();
            waitingBytes -= first.getValue().length;
            int tableIndex = (int) (first.getKey() / header.entriesPerTable());
            if (tables[tableIndex] == null) {
                tables[tableIndex] = new int[header.entriesPerTable()];
            }
            tables[tableIndex][(int) (first.getKey() % header.entriesPerTable())] = (int) nextSector;
            append(ByteBuffer.wrap(first.getValue()));
        }
    }

    /** A write that failed may have been done in part: from then on nothing more is written. */
    private void append(ByteBuffer sectors) throws IOException {
        long count = sectors.remaining() / Sectors.SECTOR_BYTES;
        if (nextSector + count > SpaceAtEnd.MAX_FILE_SECTORS) {
            throw new IOException("'" + file.path() + "' is full: a sparse file cannot grow beyond 2 TiB");
        }
        try {
            file.file().write(Sectors.toBytes(nextSector), sectors);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
        nextSector += count;
    }

    private void requireHealthy() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("'" + file.path() + "' takes no more writes: an earlier one failed", cause);
        }
    }

    /** Writes what is still missing, and forces all of it; the descriptor is padded to its area. */
    public synchronized void finish(ByteBuffer descriptor) throws IOException {
        requireHealthy();
        store(0);
        int[] directory = new int[tables.length];
        for (int i = 0; i < tables.length; i++) {
            if (tables[i] != null) {
                ByteBuffer table = GrainDirectory.bytesOf(tables[i]);
                append(StreamMarker.GRAIN_TABLE.sector(table.capacity() / Sectors.SECTOR_BYTES));
                directory[i] = (int) nextSector;
                append(table);
            }
        }
        int directoryBytes = (int) Sectors.roundUp((long) directory.length * Integer.BYTES, Sectors.SECTOR_BYTES);
        append(StreamMarker.GRAIN_DIRECTORY.sector(directoryBytes / Sectors.SECTOR_BYTES));
        long directorySector = nextSector;
        append(ByteBuffer.allocate(directoryBytes)
                .put(GrainDirectory.bytesOf(directory))
                .clear());
        append(StreamMarker.FOOTER.sector(1));
        append(ByteBuffer.wrap(header.withDirectories(directorySector, 0).write()));
        append(StreamMarker.END_OF_STREAM.sector(0));
        file.file().write(0, ByteBuffer.wrap(header.write()));
        file.file().write(Sectors.toBytes(header.descriptorSector()), descriptor);
        file.file().force();
        deflater.close();
    }

    private UnsupportedDiskException refused(String reason) {
        return new UnsupportedDiskException(file.path(), "a streamOptimized disk " + reason);
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        throw refused("cannot be read while it is made");
    }

    @Override
    public boolean discard(long offsetBytes, long discardBytes) throws IOException {
        throw refused("lets go of nothing while it is made");
    }

    @Override
    public AllocatedRange range(long offsetBytes, long maxLengthBytes) throws IOException {
        throw refused("cannot be read while it is made");
    }

    /** Everything is forced when it is finished. */
    @Override
    public void flush() {}

    @Override
    public void check(Consumer<StructureFinding> findings) throws IOException {
        throw refused("cannot be checked while it is made");
    }
}
