// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.internal.extent.Extent;
import org.sectorkeep.vmdk.internal.extent.FlatExtent;
import org.sectorkeep.vmdk.internal.extent.SparseSkeleton;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.FileRegistry;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.ManyFiles;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * A disk of many files: it grows by new ones, which nothing names before the descriptor does, and shrinks by whole ones
 * and the end of a flat one, which go after the descriptor has changed.
 */
final class SplitSizeChange implements SizeChange {
    private final FileLayer layer;
    private final DiskParts parts;
    private final long newBytes;
    private final SplitNames names;
    private final List<ExtentLine> lines = new ArrayList<>();
    private final Map<Path, Path> finalByTemporary = new LinkedHashMap<>();
    private final List<Added> added = new ArrayList<>();
    private final List<LockedFile> files = new ArrayList<>();
    private final List<Path> dropped = new ArrayList<>();
    private long cutBytes;
    private boolean committed;

    /** A new flat file and where it starts on the disk. */
    private record Added(FlatExtent extent, long startBytes) {}

    private SplitSizeChange(FileLayer layer, DiskParts parts, long newBytes) {
        this.layer = layer;
        this.parts = parts;
        this.newBytes = newBytes;
        this.names = new SplitNames(parts);
    }

    /** Makes the new files, or settles which old ones go. */
    static SplitSizeChange of(FileLayer layer, DiskParts parts, long newBytes) throws IOException {
        SplitSizeChange change = new SplitSizeChange(layer, parts, newBytes);
        boolean prepared = false;
        try {
            if (newBytes > parts.extents().capacityBytes()) {
                change.add();
            } else {
                change.drop();
            }
            prepared = true;
            return change;
        } finally {
            if (!prepared) {
                change.discard();
            }
        }
    }

    private void add() throws IOException {
        lines.addAll(parts.descriptor().extents());
        long start = parts.extents().capacityBytes();
        while (start < newBytes) {
            long length = Math.min(Sectors.toBytes(NewDiskPlan.SPLIT_SECTORS), newBytes - start);
            Path target = names.next();
            Path temporary = TemporaryNames.nextTo(target);
            finalByTemporary.put(temporary, target);
            LockedFile file = FileRegistry.create(layer, temporary);
            files.add(file);
            make(file, start, length);
            lines.add(new ExtentLine(
                    "RW",
                    length / Sectors.SECTOR_BYTES,
                    names.type(),
                    target.getFileName().toString(),
                    0,
                    ""));
            start += length;
        }
    }

    private void make(LockedFile file, long startBytes, long lengthBytes) throws IOException {
        if (parts.type().isFlat()) {
            file.file().write(lengthBytes - Sectors.SECTOR_BYTES, ByteBuffer.allocate(Sectors.SECTOR_BYTES));
            added.add(new Added(new FlatExtent(file, 0, lengthBytes / Sectors.SECTOR_BYTES), startBytes));
        } else {
            new SparseSkeleton(lengthBytes / Sectors.SECTOR_BYTES).write(file.file());
        }
    }

    private void drop() throws UnsupportedDiskException {
        long start = 0;
        for (ExtentLine line : parts.descriptor().extents()) {
            long length = Sectors.toBytes(line.sectorCount());
            if (start + length <= newBytes) {
                lines.add(line);
            } else if (start < newBytes) {
                requireFlat(start, start + length);
                cutBytes = newBytes - start;
                lines.add(NewSize.withLength(line, cutBytes));
            } else {
                dropped.add(names.pathOf(line));
            }
            start += length;
        }
    }

    private void requireFlat(long startBytes, long endBytes) throws UnsupportedDiskException {
        if (!parts.type().isFlat()) {
            String sizes = startBytes == 0 ? endBytes + " bytes" : startBytes + " or " + endBytes + " bytes";
            throw new UnsupportedDiskException(
                    parts.path(), "a disk of many sparse files shrinks by whole ones only: to " + sizes);
        }
    }

    @Override
    public List<AllocatedRange> newData() {
        return added.stream()
                .map(each -> new AllocatedRange(
                        AllocatedRange.Kind.DATA,
                        each.startBytes(),
                        each.extent().lengthBytes()))
                .toList();
    }

    /** The files are new, so their holes are zeroes. */
    @Override
    public List<AllocatedRange> oldContent() {
        return List.of();
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        for (Added each : added) {
            long from = Math.max(offsetBytes, each.startBytes());
            long to = Math.min(
                    offsetBytes + source.remaining(),
                    each.startBytes() + each.extent().lengthBytes());
            if (from < to) {
                ByteBuffer piece = source.slice(source.position() + (int) (from - offsetBytes), (int) (to - from));
                each.extent().write(from - each.startBytes(), piece);
            }
        }
        source.position(source.limit());
    }

    @Override
    public void commit(UnaryOperator<VmdkDescriptor> change) throws IOException {
        VmdkDescriptor resized = change.apply(NewSize.of(parts.descriptor(), lines, newBytes));
        for (LockedFile each : files) {
            each.file().force();
        }
        for (Map.Entry<Path, Path> each : finalByTemporary.entrySet()) {
            layer.replace(each.getKey(), each.getValue());
        }
        layer.forceFolder(names.folder());
        Objects.requireNonNull(parts.store()).write(resized);
        committed = true;
        if (cutBytes > 0) {
            Extent last = parts.extents().all().get(lines.size() - 1);
            ((FlatExtent) last).cutTo(cutBytes);
        }
        for (Path each : dropped) {
            layer.delete(each);
        }
        layer.forceFolder(names.folder());
    }

    /** Removes the new files, but for those that have their names already: the descriptor may name them. */
    private void discard() throws IOException {
        ManyFiles.close(files);
        for (Map.Entry<Path, Path> each : finalByTemporary.entrySet()) {
            layer.delete(each.getKey());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!committed) {
                discard();
            }
        } finally {
            ManyFiles.close(files);
            parts.files().close();
        }
    }
}
